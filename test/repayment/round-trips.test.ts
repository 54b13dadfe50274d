/** What a repayment asks of the store: its rows in one reading, all that follows in one commit. */
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { handler as quoteRepayment } from '../../lambdas/repayment/quote-repayment';
import {
  aBorrowerWithLimit,
  type Borrower,
  callBack,
  expectStatus,
  repayment,
  runningLoan,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

const twoRoundTrips = ['getMany', 'commit'];
let world: LendingWorld;
let borrower: Borrower;
let loanId: string;

beforeEach(async () => {
  world = new LendingWorld();
  borrower = await aBorrowerWithLimit(world);
  ({ loanId } = await runningLoan(world, borrower));
});

it('is ordered in two round trips, and ordered again in one', async () => {
  const asked = repayment(borrower, loanId, 5_000);
  const order = async () => expectStatus(202, await world.call(createRepayment, asked));

  expect(await operations(order)).toEqual(twoRoundTrips);
  expect(await operations(order)).toEqual(['getMany']);
});

it('is ordered in two round trips by a quote as well', async () => {
  const [as, params] = [borrower, { loanId }];
  const asked = { as, params, body: { kind: 'payoff' } };
  const quoted = expectStatus(201, await world.call(quoteRepayment, asked)).body;
  const { repaymentQuoteId, amountFen } = quoted;
  const body = { repaymentQuoteId, bankCardId: borrower.bankCardId };
  const idempotencyKey = 'a-repayment-by-its-quote';

  const order = async () => {
    const reply = await world.call(createRepayment, { as, params, body, idempotencyKey });
    expect(expectStatus(202, reply).body.amountFen).toBe(amountFen);
  };
  expect(await operations(order)).toEqual(twoRoundTrips);
});

it.each(['succeeded', 'failed'] as const)('that %s is told and booked in two', async (status) => {
  const asked = repayment(borrower, loanId, 5_000);
  const { repaymentId } = expectStatus(202, await world.call(createRepayment, asked)).body;
  await world.deliver();
  const tell = async () => expectStatus(200, await callBack(world, repaymentId, { status }));
  expect(await operations(tell)).toEqual(twoRoundTrips);
  expect(await operations(tell)).toEqual(['getMany']);

  const concluded = world.events.findLast(({ type }) => type === 'InstructionConcluded')!;
  const book = () => world.consume('postRepayment', concluded);
  expect(await operations(book)).toEqual(twoRoundTrips);
  expect(await operations(book)).toEqual(['getMany']);
});

/** What is asked of the store meanwhile, one after the other. */
async function operations(work: () => Promise<unknown>): Promise<string[]> {
  const asked: string[] = [];
  world.fault = ({ kind }) => void asked.push(kind);
  await work();
  world.fault = () => undefined;
  return asked;
}
