/** Reads the signs that an event gives: of repayments, scores, requests, and of other lenders. */
import type { DomainEvent } from '../contract/events';
import { usedFen } from '../core/orders/credit-limit';
import { type LimitItem, limitKey } from '../core/orders/limit-record';
import type { DataSource, SourceValues, Timer } from '../core/ports/data-source';
import type { Store } from '../core/ports/store';
import type { Vault } from '../core/ports/vault';
import { type LoanItem, loanKey } from '../core/repayment/loan-record';
import { type BehaviourItem, behaviourOf } from '../core/risk/behaviour-record';
import { askSource } from '../core/risk/profile/source-asking';
import { bureauSigns, repaymentSigns, scoreSigns } from '../core/risk/warnings/signs';
import type { Signs } from '../core/risk/warnings/warning';
import {
  quietWatch,
  type Watch,
  type WatchItem,
  watchKey,
  withRequest,
} from '../core/risk/warnings/watch-record';
import { type ConsentText, standingConsentIds } from '../core/users/consents';
import { loadCustomer } from '../core/users/rows';
import type { Moment } from '../platform/task';

export interface WatchServices {
  readonly store: Store;
  readonly vault: Vault;
  readonly sources: readonly DataSource[];
  readonly timer: Timer;
  readonly texts: readonly ConsentText[];
}

export interface Observed {
  readonly item: WatchItem | undefined;
  readonly watch: Watch;
  readonly signs: Signs;
  readonly loanId?: string;
}

/** Undefined where an event gives no sign. */
export async function observe(
  services: WatchServices,
  event: DomainEvent,
  moment: Moment,
): Promise<Observed | undefined> {
  const { store } = services;
  switch (event.type) {
    case 'LoanRepaid': {
      const { loanId } = event.data;
      const loan = (await store.get<LoanItem['body']>(loanKey(loanId)))?.body;
      if (!loan) throw new Error(`loan ${loanId} is missing`);
      const known = await readWatch(store, loan.customerId);
      return { ...known, loanId, signs: repaymentSigns(loan.state, moment.today) };
    }
    case 'AutopayChanged': {
      const { loanId, customerId, enabled } = event.data;
      const signs = { autopaySwitchedOff: enabled ? 0 : 1 };
      return { ...(await readWatch(store, customerId)), loanId, signs };
    }
    case 'LimitRequested':
      return limitRequest(store, event.data, moment);
    case 'BehaviourScored':
      return monthlyLook(services, event.data, moment);
    default:
      return undefined;
  }
}

/** Asking again and again counts while a loan is open; before the first one it is shopping. */
async function limitRequest(
  store: Store,
  { customerId, decisionId }: { readonly customerId: string; readonly decisionId: string },
  { today }: Moment,
): Promise<Observed | undefined> {
  const limit = await store.get<LimitItem['body']>(limitKey(customerId));
  if (!limit || usedFen(limit.body.ledger) === 0) return undefined;
  const { item, watch } = await readWatch(store, customerId);
  const asked = withRequest(watch, { decisionId, on: today });
  return { item, watch: asked, signs: { limitRequests: asked.limitRequests.length } };
}

async function monthlyLook(
  services: WatchServices,
  { customerId, loanId }: { readonly customerId: string; readonly loanId: string },
  moment: Moment,
): Promise<Observed> {
  const { store } = services;
  const scores = await store.query<BehaviourItem['body']>(behaviourOf(loanId, 4));
  const { item, watch } = await readWatch(store, customerId);
  const values = await askBureau(services, customerId, moment);
  const delinquencies = values.bureauDelinquencies24m;
  const signs = {
    ...scoreSigns(scores.items.map(({ body }) => body)),
    ...bureauSigns(values, watch.delinquenciesElsewhere),
  };
  const next =
    typeof delinquencies === 'number' ? { ...watch, delinquenciesElsewhere: delinquencies } : watch;
  return { item, watch: next, loanId, signs };
}

/** Only while the consent to credit inquiries stands; without an answer nothing is known. */
async function askBureau(
  { store, vault, sources, timer, texts }: WatchServices,
  customerId: string,
  { now, today }: Moment,
): Promise<SourceValues> {
  const bureau = sources.find(({ name }) => name === 'bureau');
  const customer = await loadCustomer(store, customerId);
  if (!bureau?.consent || !customer?.identity) return {};
  const given = customer.consents.map(({ body }) => body);
  const consents = standingConsentIds(customerId, given, { texts, today });
  if (!consents[bureau.consent]) return {};
  const actorId = 'system:watchBorrower';
  const opening = { purpose: 'watchLoan', actorId, requestId: customerId, now } as const;
  const [{ phone }, { name, idNumber }] = await vault.open(
    [customer.contact, customer.identity],
    opening,
  );
  return (await askSource(bureau, { subject: { name, idNumber, phone }, consents, now }, timer))
    .values;
}

async function readWatch(store: Store, customerId: string) {
  const item = await store.get<WatchItem['body']>(watchKey(customerId));
  return { item, watch: item?.body ?? quietWatch(customerId) };
}
