/** Lives months of many loans: nights, hours of collection, their borrowers, a faulty bank. */
import { addDays, type IsoDate, isoDate } from '../../lambdas/core/calendar';
import { startOfDayInChina } from '../../lambdas/core/china-day';
import {
  disbursementId,
  type InstructionItem,
  instructionKey,
} from '../../lambdas/core/payments/instruction';
import { loanView } from '../../lambdas/core/repayment/loan';
import { type LoanItem, loanKey } from '../../lambdas/core/repayment/loan-record';
import { makeBorrower, type SimulatedBorrower } from './borrowers';
import { type Findings, findingsOf } from './findings';
import { Lender } from './lender';

export interface SimulationOptions {
  readonly loans: number;
  readonly months: number;
  readonly seed: string;
  /** Told of each month lived. */
  readonly onMonth?: (month: string) => void;
}

export interface Simulation extends Findings {
  readonly loans: number;
  readonly nights: number;
  readonly transitions: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const startOn = isoDate('2026-12-01');
const hourMillis = 3_600_000;

export async function simulate(options: SimulationOptions): Promise<Simulation> {
  const beganAt = performance.now();
  const lender = new Lender(startOfDayInChina(startOn), options.seed);
  const borrowers: SimulatedBorrower[] = [];
  for (let index = 0; index < options.loans; index++)
    borrowers.push(await makeBorrower(lender, index));
  const town = new Town(lender, borrowers);
  const days = Math.round(options.months * 30.44);
  for (let day = 0; day < days; day++) {
    const today = addDays(startOn, day);
    if (today.endsWith('-01')) options.onMonth?.(today.slice(0, 7));
    await town.live(today, day);
  }
  // What is still on its way arrives, and the last day is closed.
  await town.live(addDays(startOn, days), -1);
  await town.live(addDays(startOn, days + 1), -1);
  await lender.clock.moveTo(at(addDays(startOn, days + 2), 0.2));
  await lender.night();
  return {
    ...findingsOf(lender),
    loans: options.loans,
    nights: lender.nights,
    transitions: lender.transitions,
    faults: lender.bank.faultsPut,
    seconds: Number(((performance.now() - beganAt) / 1000).toFixed(1)),
  };
}

const at = (on: IsoDate, hour: number): number => startOfDayInChina(on) + hour * hourMillis;

/** The borrowers' side: who asks for money when, and who pays on which day. */
class Town {
  /** Signed orders whose money has not been seen yet. */
  private waiting: SimulatedBorrower[] = [];
  private readonly visits = new Map<IsoDate, SimulatedBorrower[]>();

  constructor(
    private readonly lender: Lender,
    private readonly borrowers: readonly SimulatedBorrower[],
  ) {}

  /** One day, hour by hour. */
  async live(today: IsoDate, day: number): Promise<void> {
    const { lender } = this;
    await lender.clock.moveTo(at(today, 0) + 10 * 60_000);
    await lender.night();
    await lender.clock.moveTo(at(today, 8) + 10 * 60_000);
    await lender.night();
    await lender.clock.moveTo(at(today, 10));
    for (const borrower of this.borrowers)
      if (borrower.beginsOnDay === day) await this.begin(borrower);
    for (const borrower of this.visits.get(today) ?? []) await this.visit(borrower, today);
    await lender.deliver();
    await lender.clock.moveTo(at(today, 12));
    await lender.askAfter();
    await this.activateThePaid();
    await lender.clock.moveTo(at(today, 20) + 10 * 60_000);
    await lender.night();
    await lender.clock.moveTo(at(today, 23));
    await lender.askAfter();
  }

  private async begin(borrower: SimulatedBorrower): Promise<void> {
    await this.lender.disburse(borrower.orderId);
    this.waiting.push(borrower);
  }

  private async activateThePaid(): Promise<void> {
    const still: SimulatedBorrower[] = [];
    for (const borrower of this.waiting) {
      const key = instructionKey(disbursementId(borrower.orderId));
      const state = (await this.lender.store.get<InstructionItem['body']>(key))?.body.state;
      if (state === 'succeeded') await this.settleIn(borrower);
      else if (state !== 'failed') still.push(borrower);
    }
    this.waiting = still;
  }

  /** The loan runs: its borrower marks the days on which to come and pay. */
  private async settleIn(borrower: SimulatedBorrower): Promise<void> {
    const { lender } = this;
    const { customerId, orderId, loanId, bankCardId, habit } = borrower;
    await lender.activate(orderId);
    if (habit === 'autopay') await lender.authorise(customerId, loanId, bankCardId);
    const { state } = await this.loan(loanId);
    const instalments = state.rows.filter(({ kind }) => kind === 'instalment');
    for (const [n, { dueOn }] of instalments.entries()) {
      if (habit === 'punctual') this.mark(dueOn, borrower);
      if (habit === 'early' && n === 1) this.mark(dueOn, borrower);
      if (habit === 'late') this.mark(addDays(dueOn, Math.floor(lender.draw() * 45)), borrower);
      // What autopay cannot get is paid by hand in the end, by most.
      if (habit === 'autopay' && lender.draw() < 0.9) this.mark(addDays(dueOn, 33), borrower);
    }
  }

  private mark(on: IsoDate, borrower: SimulatedBorrower): void {
    this.visits.set(on, [...(this.visits.get(on) ?? []), borrower]);
  }

  private async visit(borrower: SimulatedBorrower, today: IsoDate): Promise<void> {
    const { customerId, loanId, bankCardId, habit } = borrower;
    const { state } = await this.loan(loanId);
    if (state.status !== 'active') return;
    const { dueNowFen } = loanView(state, today);
    const wish =
      habit === 'early' ? { kind: 'payoff' } : { kind: 'amount', amountFen: this.part(dueNowFen) };
    if (habit !== 'early' && dueNowFen === 0) return;
    const taken = await this.lender.repay(customerId, loanId, { ...wish, bankCardId });
    // Another repayment is on its way: come back tomorrow.
    if (!taken) this.mark(addDays(today, 1), borrower);
  }

  /** Now and then somebody pays a part only. */
  private part(dueFen: number): number {
    return this.lender.draw() < 0.1 ? Math.max(1, Math.floor(dueFen / 2)) : dueFen;
  }

  private async loan(loanId: string) {
    const item = await this.lender.store.get<LoanItem['body']>(loanKey(loanId));
    if (!item) throw new Error(`loan ${loanId} is missing`);
    return item.body;
  }
}
