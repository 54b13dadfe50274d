/** How a consent is given and withdrawn: its row now, and an entry of the audit trail for ever. */
import type { Change, Item } from '../ports/store';
import { audit } from './audit';
import { type ConsentText, consentTextHash } from './consents';
import { type ConsentBody, consentKey } from './rows';

export interface ConsentAct {
  readonly customerId: string;
  readonly entryId: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Decided {
  readonly consent: ConsentBody;
  /** None when nothing changes. */
  readonly changes: readonly Change[];
}

/** Consent to a text; given again while it stands, it stays as it was given first. */
export function give(
  text: ConsentText,
  row: Item<ConsentBody> | undefined,
  act: ConsentAct,
): Decided {
  const textHash = consentTextHash(text);
  const stands = row && row.body.withdrawnAt === undefined && row.body.textHash === textHash;
  if (stands) return { consent: row.body, changes: [] };
  const { purpose, version } = text;
  const givenAt = new Date(act.now).toISOString();
  const consent: ConsentBody = { purpose, version, textHash, givenAt, channel: 'app' };
  return { consent, changes: written(consent, row, 'giveConsent', act) };
}

/** Withdrawn twice, it was withdrawn the first time. */
export function withdraw(row: Item<ConsentBody>, act: ConsentAct): Decided {
  if (row.body.withdrawnAt !== undefined) return { consent: row.body, changes: [] };
  const consent = { ...row.body, withdrawnAt: new Date(act.now).toISOString() };
  return { consent, changes: written(consent, row, 'withdrawConsent', act) };
}

function written(
  consent: ConsentBody,
  row: Item<ConsentBody> | undefined,
  action: 'giveConsent' | 'withdrawConsent',
  { customerId, entryId, requestId, now }: ConsentAct,
): Change[] {
  const item = { key: consentKey(customerId, consent.purpose), body: consent };
  const objects = [`${consent.version}@${consent.textHash}`];
  const entry = { action, actorId: customerId, requestId, purpose: consent.purpose, objects };
  return [
    row ? { kind: 'replace', item, expectedVersion: row.version } : { kind: 'insert', item },
    audit(customerId, entryId, entry, now),
  ];
}
