/** Brings a loan's case up to date with the loan: opens, changes or closes it. */
import type { IsoDate } from '../calendar';
import type { Change, Store } from '../ports/store';
import { bucketOf } from '../repayment/delinquency';
import { type LoanItem, type LoanRecord, loanKey } from '../repayment/loan-record';
import { type LoanView, loanView } from '../repayment/loan-view';
import { type BehaviourItem, behaviourOf } from '../risk/behaviour-record';
import { type CaseItem, caseKey, writeCase } from './case-record';
import {
  type ClosingReason,
  type CollectionCase,
  closeCase,
  type Delinquency,
  openCase,
  updateCase,
} from './collection-case';
import { type DebtorItem, debtorKey, withoutStop, writeDebtor } from './debtor-record';
import { judgePromise, type PromiseToPay } from './promise';
import { type Strategy, strategyInForce } from './strategy';

export interface CaseReading {
  readonly loan: LoanRecord;
  readonly view: LoanView;
  readonly item: CaseItem | undefined;
}

/** @throws where there is no such loan */
export async function readCase(store: Store, loanId: string, today: IsoDate): Promise<CaseReading> {
  const [loan, item] = await Promise.all([
    store.get<LoanItem['body']>(loanKey(loanId)),
    store.get<CaseItem['body']>(caseKey(loanId)),
  ]);
  if (!loan) throw new Error('there is no such loan');
  return { loan: loan.body, view: loanView(loan.body.state, today), item };
}

/** What is past its due day; what only waits for its day is not collected. */
export const overdueOf = ({ rows }: LoanView): number =>
  rows.reduce((sum, row) => (row.daysPastDue > 0 ? sum + row.outstandingFen : sum), 0);

/** Undefined for a loan that is not overdue. */
export async function delinquencyOf(
  store: Store,
  { loan, view }: CaseReading,
): Promise<Delinquency | undefined> {
  const bucket = bucketOf(view.daysPastDue);
  if (view.status !== 'overdue' || bucket === 'current') return undefined;
  const { loanId, orderId, customerId } = loan;
  const { items } = await store.query<BehaviourItem['body']>(behaviourOf(loanId, 1));
  return {
    loanId,
    orderId,
    customerId,
    bucket,
    daysPastDue: view.daysPastDue,
    overdueFen: overdueOf(view),
    risk: items[0]?.body.risk ?? 'unknown',
  };
}

export const closingReason = ({ status }: LoanView): ClosingReason =>
  status === 'settled' || status === 'writtenOff' ? status : 'current';

/** The promise as it stands by now; `since`: what has become of it just now. */
export function judged(
  held: CollectionCase,
  { loan }: CaseReading,
  today: IsoDate,
): { readonly held: CollectionCase; readonly since?: 'kept' | 'broken' } {
  const { promise } = held;
  if (promise?.status !== 'standing') return { held };
  const status = judgePromise(promise, loan.state, today);
  if (status === 'standing') return { held };
  const next: PromiseToPay = { ...promise, status };
  const brokenPromises = status === 'broken' ? held.brokenPromises + 1 : 0;
  return { held: { ...held, promise: next, brokenPromises }, since: status };
}

/** A promise that is kept stops nothing any longer. */
export async function liftPromise(
  store: Store,
  customerId: string,
  loanId: string,
): Promise<Change[]> {
  const debtor = await store.get<DebtorItem['body']>(debtorKey(customerId));
  if (!debtor) return [];
  return [writeDebtor(debtor, withoutStop(debtor.body, { kind: 'promise', loanId }))];
}

export interface Refreshed {
  readonly outcome: 'none' | 'opened' | 'updated' | 'closed';
  readonly promise?: 'kept' | 'broken';
}

const rounds = 5;

/** Harmless when repeated: everything is told by the loan itself. */
export async function refreshCase(
  store: Store,
  strategies: readonly Strategy[],
  loanId: string,
  today: IsoDate,
): Promise<Refreshed> {
  for (let round = 0; round < rounds; round++) {
    const reading = await readCase(store, loanId, today);
    const { item, view } = reading;
    const delinquency = await delinquencyOf(store, reading);
    if (!delinquency && item?.body.status !== 'open') return { outcome: 'none' };
    const strategy = strategyInForce(strategies, today);
    const now = item ? judged(item.body, reading, today) : undefined;
    const next = nextOf(now?.held, delinquency, { strategy, because: closingReason(view), today });
    const changes = [
      writeCase(item, next),
      ...(now?.since === 'kept' ? await liftPromise(store, next.customerId, loanId) : []),
    ];
    if (!(await store.commit(changes)).ok) continue;
    const isNew = item?.body.status !== 'open';
    return {
      outcome: delinquency ? (isNew ? 'opened' : 'updated') : 'closed',
      ...(now?.since && { promise: now.since }),
    };
  }
  throw new Error('the case changes all the time');
}

interface Circumstances {
  readonly strategy: Strategy;
  readonly because: ClosingReason;
  readonly today: IsoDate;
}

function nextOf(
  held: CollectionCase | undefined,
  delinquency: Delinquency | undefined,
  { strategy, because, today }: Circumstances,
): CollectionCase {
  if (held && delinquency) return updateCase(held, delinquency, strategy, today);
  if (delinquency) return openCase(delinquency, strategy, today);
  if (held) return closeCase(held, because, today);
  throw new Error('a loan that is not overdue and has no case was not left alone');
}
