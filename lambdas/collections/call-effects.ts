/** What the result of a call by people changes: stops, promises, and the case they work on. */
import { parseIsoDate } from '../core/calendar';
import { type CaseItem, writeCase } from '../core/collections/case-record';
import { worked } from '../core/collections/collection-case';
import type { WithEnd } from '../core/collections/contact-conclusion';
import type { CallResult } from '../core/collections/contact-record';
import type { Debtor } from '../core/collections/debtor-record';
import {
  type DisputeItem,
  type DisputeReason,
  disputeKey,
} from '../core/collections/dispute-record';
import {
  type HardshipAsked,
  type HardshipItem,
  hardshipKey,
} from '../core/collections/hardship-record';
import { placeDispute, placeHardship } from '../core/collections/stops';
import { type PromiseServices, preparePromise } from '../core/collections/take-promise';
import type { Change, Store } from '../core/ports/store';
import type { Problem } from '../core/problem';
import { type Result, success } from '../core/result';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import { contactKey as contactDetailsKey } from '../core/users/rows';
import { refuse } from '../platform/serve';

export interface Told {
  readonly loanId: string;
  readonly staffId: string;
  readonly requestId: string;
  readonly now: number;
  readonly result: CallResult;
  readonly promise?: { readonly amountFen: number; readonly on: string } | undefined;
  readonly disputeReason?: DisputeReason | undefined;
  readonly hardship?: HardshipAsked | undefined;
  readonly nextOn?: string | undefined;
}

/** A result is in the debtor's audit trail, or it is not written. */
export const auditedCommit =
  (store: Store, customerId: string, { loanId, staffId, requestId, now, result }: Told) =>
  (changes: readonly Change[]) => {
    const objects = [`case ${loanId}`, result];
    const entries = [staffEntry(staffId, 'recordCallResult', requestId, objects)];
    return commitAudited(store, { subjectId: customerId, entries, now }, changes);
  };

/** Of the debtor's row as it is when the end of the call is written. */
export async function effectOf(
  services: PromiseServices,
  told: Told,
  held: CaseItem,
  debtor: Debtor,
): Promise<Result<WithEnd, Problem>> {
  const { loanId, now, promise, disputeReason } = told;
  const { customerId } = held.body;
  const at = new Date(now).toISOString();
  switch (told.result) {
    case 'promise':
      return promise ? promised(services, { ...told, promise }, debtor) : missing('promise');
    case 'dispute': {
      if (!disputeReason) return missing('disputeReason');
      const read = await services.store.get<DisputeItem['body']>(disputeKey(loanId));
      const about = { loanId, customerId, reason: disputeReason };
      return success(placeDispute(debtor, held, read, about, now));
    }
    case 'hardshipRequest': {
      if (!told.hardship) return missing('hardship');
      const read = await services.store.get<HardshipItem['body']>(hardshipKey(loanId));
      const about = { loanId, customerId, askedBy: 'collector' } as const;
      return success(placeHardship(debtor, held, read, about, told.hardship, now));
    }
    case 'wrongNumber': {
      const details = await services.store.get(contactDetailsKey(customerId));
      const wrongNumberVersion = details?.version ?? 0;
      return success({ debtor: { ...debtor, wrongNumberVersion }, changes: workedOn(held, told) });
    }
    case 'doNotContact':
      return success({
        debtor: { ...debtor, doNotContactSince: at },
        changes: workedOn(held, told),
      });
    case 'deceased':
      return success({ debtor: { ...debtor, deceasedSince: at }, changes: workedOn(held, told) });
    case 'answered':
    case 'unanswered':
      return success({ debtor, changes: workedOn(held, told) });
  }
}

const missing = (field: string): Result<never, Problem> =>
  refuse('validation_failed', undefined, [{ path: `body.${field}`, reason: 'missing' }]);

async function promised(
  services: PromiseServices,
  { loanId, now, promise }: Told & { readonly promise: NonNullable<Told['promise']> },
  debtor: Debtor,
): Promise<Result<WithEnd, Problem>> {
  const on = parseIsoDate(promise.on);
  if (!on.ok) return missing('promise.on');
  const wish = {
    loanId,
    amountFen: promise.amountFen,
    on: on.value,
    by: 'collector',
    now,
  } as const;
  const prepared = await preparePromise(services, wish, debtor);
  return prepared.ok ? prepared : refuse('promise_refused', { reason: prepared.error });
}

/** Done for now: until a day, or until the strategy sends it to people again. */
const workedOn = (held: CaseItem, { nextOn }: Told): readonly Change[] => {
  const on = parseIsoDate(nextOn);
  return [writeCase(held, worked(held.body, on.ok ? on.value : undefined))];
};
