/** The rules of contacts and the strategies of collection, read from models/. */
import contactRules from '../../../models/collections/contact-rules.json';
import strategy1 from '../../../models/collections/strategy-1.json';
import { type ContactRules, readContactRules } from '../../core/collections/contact-rules';
import { readStrategy, type Strategy } from '../../core/collections/strategy';
import type { Result } from '../../core/result';

export const openContactRules = (): readonly ContactRules[] =>
  readOrThrow(readContactRules(contactRules));

/** Oldest first. */
export const openStrategies = (): readonly Strategy[] => [readOrThrow(readStrategy(strategy1))];

/** What lies in models/ is part of the deployment: a mistake there must not start. */
function readOrThrow<T>(read: Result<T, { readonly message: string }>): T {
  if (!read.ok) throw new Error(`models/collections: ${read.error.message}`);
  return read.value;
}
