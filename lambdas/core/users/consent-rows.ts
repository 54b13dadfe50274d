/** How a consent is given and withdrawn: its row now, and an entry of the audit trail for ever. */
import type { Change, Conflict, Item, Store } from '../ports/store';
import { type Result, success } from '../result';
import { type Audited, commitAudited } from './audit-chain';
import { type ConsentText, consentTextHash } from './consents';
import { type ConsentBody, consentKey } from './rows';

export interface ConsentAct {
  readonly customerId: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Decided {
  readonly consent: ConsentBody;
  /** None when nothing changes. */
  readonly written?: { readonly change: Change; readonly audited: Audited };
}

/**
 * The consent and the entry that tells of it, or neither.
 * @param more what else the decision changes
 */
export const commitConsent = async (
  store: Store,
  { written }: Decided,
  more: readonly Change[] = [],
): Promise<Result<void, Conflict>> => {
  if (written) return commitAudited(store, written.audited, [written.change, ...more]);
  return more.length > 0 ? store.commit(more) : success(undefined);
};

/** Consent to a text; given again while it stands, it stays as it was given first. */
export function give(
  text: ConsentText,
  row: Item<ConsentBody> | undefined,
  act: ConsentAct,
): Decided {
  const textHash = consentTextHash(text);
  const stands = row && row.body.withdrawnAt === undefined && row.body.textHash === textHash;
  if (stands) return { consent: row.body };
  const { purpose, version } = text;
  const givenAt = new Date(act.now).toISOString();
  const consent: ConsentBody = { purpose, version, textHash, givenAt, channel: 'app' };
  return { consent, written: written(consent, row, 'giveConsent', act) };
}

/** Withdrawn twice, it was withdrawn the first time. */
export function withdraw(row: Item<ConsentBody>, act: ConsentAct): Decided {
  if (row.body.withdrawnAt !== undefined) return { consent: row.body };
  const consent = { ...row.body, withdrawnAt: new Date(act.now).toISOString() };
  return { consent, written: written(consent, row, 'withdrawConsent', act) };
}

function written(
  consent: ConsentBody,
  row: Item<ConsentBody> | undefined,
  action: 'giveConsent' | 'withdrawConsent',
  { customerId, requestId, now }: ConsentAct,
): Required<Decided>['written'] {
  const item = { key: consentKey(customerId, consent.purpose), body: consent };
  const objects = [`${consent.version}@${consent.textHash}`];
  const entry = { action, actorId: customerId, requestId, purpose: consent.purpose, objects };
  return {
    change: row
      ? { kind: 'replace', item, expectedVersion: row.version }
      : { kind: 'insert', item },
    audited: { subjectId: customerId, entries: [entry], now },
  };
}
