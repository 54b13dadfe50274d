/** What a repayment asks of the store: round trips and transactions, on the real handlers. */
import { isoDate } from '../../lambdas/core/calendar';
import { startOfDayInChina } from '../../lambdas/core/china-day';
import { makeBorrower } from '../simulation/borrowers';
import { Lender } from '../simulation/lender';

export interface Trips {
  readonly roundTrips: number;
  readonly transactions: number;
}

export interface RepaymentTrips {
  /** From the borrower's request to its answer. */
  readonly ordered: Trips;
  /** Two invocations: the bank's callback, and the loan that hears of it. */
  readonly toldAndBooked: Trips;
  /** Of each invocation, with one transaction in it. */
  readonly targetRoundTrips: number;
  readonly met: boolean;
}

const targetRoundTrips = 2;
const beginsAt = startOfDayInChina(isoDate('2026-12-01')) + 10 * 3_600_000;

export async function repaymentTrips(): Promise<RepaymentTrips> {
  const lender = new Lender(beginsAt, 'bench');
  const { customerId, orderId, loanId, bankCardId } = await makeBorrower(lender, 0);
  const waitForTheBank = () => lender.clock.moveTo(lender.now + 60_000);
  await lender.disburse(orderId);
  await lender.deliver();
  await waitForTheBank();
  await lender.activate(orderId);
  await lender.deliver();

  const body = { kind: 'amount', amountFen: 5_000, bankCardId };
  const ordered = await tripsOf(lender, async () => {
    if (!(await lender.repay(customerId, loanId, body))) throw new Error('it was refused');
  });
  await lender.deliver();
  const toldAndBooked = await tripsOf(lender, waitForTheBank);
  lender.clock.stop();
  if (Object.keys(lender.bank.faultsPut).length > 0) throw new Error('the bank was disturbed');
  const met = isWithin(ordered, 1) && isWithin(toldAndBooked, 2);
  return { ordered, toldAndBooked, targetRoundTrips, met };
}

const isWithin = ({ roundTrips, transactions }: Trips, invocations: number): boolean =>
  roundTrips <= targetRoundTrips * invocations && transactions === invocations;

async function tripsOf(lender: Lender, work: () => Promise<unknown>): Promise<Trips> {
  const before = { ...lender.asked };
  await work();
  return {
    roundTrips: lender.asked.roundTrips - before.roundTrips,
    transactions: lender.asked.transactions - before.transactions,
  };
}
