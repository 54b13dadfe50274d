/** An instruction under crashes, lost answers and any callbacks: one outcome, money moved once. */
import * as fc from 'fast-check';
import { instructionKey, isConcluded } from '../../lambdas/core/payments/instruction';
import { loanKey } from '../../lambdas/core/repayment/loan-record';
import { handler as listCases } from '../../lambdas/payments/list-reconciliation-cases';
import { handler as reconcileDays } from '../../lambdas/payments/reconcile-days';
import { handler as resolveInstructions } from '../../lambdas/payments/resolve-instructions';
import { handler as activateLoan } from '../../lambdas/repayment/activate-loan';
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { expectBalancedBooks } from '../support/books';
import {
  aBorrowerWithLimit,
  callBack,
  disburse,
  expectStatus,
  repayment,
  runningLoan,
  signedOrder,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { failed, succeeded } from '../support/told-channel';

/** What the provider did, whatever anybody hears of it. */
type Truth = 'succeeded' | 'failed';
const truths = ['succeeded', 'failed'] as const;

const crashAt = fc.option(fc.integer({ min: 1, max: 4 }));
const said = fc.record({
  status: fc.constantFrom<Truth>(...truths),
  isAmountRight: fc.oneof(
    { weight: 4, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
});
type Said = { readonly status: Truth; readonly isAmountRight: boolean };

const step = fc.oneof(
  fc.record({ kind: fc.constant('deliver' as const), crashAt }),
  fc.record({ kind: fc.constant('redeliver' as const), crashAt }),
  // Few ids for many callbacks: some come again, some say something else under the same id.
  fc.record({ kind: fc.constant('callback' as const), id: fc.integer({ min: 1, max: 4 }), said }),
  fc.record({
    kind: fc.constant('resolve' as const),
    answer: fc.oneof(said, fc.constantFrom('lost' as const, 'pending' as const)),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const life = fc.record({
  purpose: fc.constantFrom('disbursement', 'repayment' as const),
  truth: fc.constantFrom<Truth>(...truths),
  sending: fc.constantFrom('accepted', 'lost' as const),
  steps: fc.array(step, { maxLength: 8 }),
});

describe('an instruction', () => {
  it('ends once, moves money once and keeps every word, whoever lies, crashes or is silent', async () => {
    await fc.assert(
      fc.asyncProperty(life, async ({ purpose, truth, sending, steps }) => {
        const lived = await begin(purpose, sending);
        for (const each of steps) await live(lived, each);
        await finish(lived, truth);

        const { world, instructionId, amountFen } = lived;
        const { state } = await world.row(instructionKey(instructionId));
        expect(isConcluded({ state } as never)).toBe(true);
        expect(endsOf(lived)).toEqual([state]);
        const ids = world.channel.sent.map((sent) => sent.instructionId);
        // Sent again or not: under the one id that moves money once.
        expect(new Set(ids.filter((id) => id !== lived.before))).toEqual(new Set([instructionId]));
        if (purpose === 'disbursement')
          expect(world.workflow.outcomeOf(`money of ${lived.subjectId}`)).toBe(state);
        else await expectPaidOnce(lived, state);
        expect(noticesOf(lived)).toEqual(
          wordsTo(lived).map(([id, { status, isAmountRight }]) => ({
            id,
            status,
            amountFen: isAmountRight ? amountFen : amountFen + 1,
            contradicts: !isAmountRight || status !== state,
          })),
        );
        expect(await casesOfNextMorning(lived, truth)).toHaveLength(state === truth ? 0 : 1);
        expectBalancedBooks(world);
      }),
      { numRuns: 40 },
    );
  });
});

interface Lived {
  readonly world: LendingWorld;
  readonly instructionId: string;
  /** The order of a disbursement, the loan of a repayment. */
  readonly subjectId: string;
  readonly amountFen: number;
  /** What had been sent before it. */
  readonly before?: string;
  /** All that has been said, each word once. */
  readonly heard: Map<string, Said>;
}

async function begin(
  purpose: 'disbursement' | 'repayment',
  sending: 'accepted' | 'lost',
): Promise<Lived> {
  const world = new LendingWorld();
  const borrower = await aBorrowerWithLimit(world);
  const loseAnswer = () => {
    if (sending === 'lost') world.channel.submission = { outcome: 'unknown', reason: 'timeout' };
  };
  const heard = new Map<string, Said>();
  if (purpose === 'disbursement') {
    const subjectId = await signedOrder(world, borrower);
    loseAnswer();
    await disburse(world, subjectId);
    const instructionId = subjectId.replace('ord_', 'dis_');
    return { world, instructionId, subjectId, amountFen: 1_000_000, heard };
  }
  const { loanId } = await runningLoan(world, borrower);
  loseAnswer();
  const ordered = await world.call(createRepayment, repayment(borrower, loanId, 5_000));
  const { repaymentId } = expectStatus(202, ordered).body;
  const before = loanId.replace('loan_', 'dis_');
  return { world, instructionId: repaymentId, subjectId: loanId, amountFen: 5_000, before, heard };
}

/** What a stream or a scheduler would try again is no failure of the test. */
const quietly = async (run: () => Promise<unknown>) => {
  await run().catch(() => undefined);
};

async function live(lived: Lived, each: Step): Promise<void> {
  const { world, instructionId } = lived;
  const isSent = world.channel.sent.some((sent) => sent.instructionId === instructionId);
  if (each.kind === 'deliver' || each.kind === 'redeliver') {
    crash(world, each.crashAt);
    await quietly(() => (each.kind === 'deliver' ? world.deliver() : world.redeliver()));
    world.fault = () => undefined;
  } else if (each.kind === 'callback' && isSent) {
    const eventId = `event-${each.id}`;
    const { status } = each.said;
    const told = { status, eventId, amountFen: amountOf(lived, each.said) };
    expectStatus(200, await callBack(world, instructionId, told));
    hear(lived, eventId, each.said);
  } else if (each.kind === 'resolve' && isSent) {
    world.pass(600);
    await ask(lived, each.answer);
  }
}

const hear = (lived: Lived, eventId: string, word: Said) =>
  lived.heard.set(`${eventId}#${word.status}#${amountOf(lived, word)}`, word);

/** The channel is asked after the instruction, unless its end is known. */
async function ask(lived: Lived, answer: Said | 'lost' | 'pending'): Promise<void> {
  const { world, instructionId } = lived;
  const isOpen = !isConcluded(await world.row(instructionKey(instructionId)));
  if (typeof answer === 'string')
    world.channel.found =
      answer === 'lost'
        ? { outcome: 'unknown', reason: 'unreachable' }
        : { outcome: 'found', amountFen: lived.amountFen, instruction: { status: 'pending' } };
  else {
    const amountFen = amountOf(lived, answer);
    const instruction = (answer.status === 'succeeded' ? succeeded : failed)(world.now);
    world.channel.found = { outcome: 'found', amountFen, instruction };
    if (isOpen) hear(lived, `queried-${instructionId}`, answer);
  }
  await world.run(resolveInstructions);
}

/** Sooner or later everything is delivered, and the channel answers what it did. */
async function finish(lived: Lived, truth: Truth): Promise<void> {
  const { world } = lived;
  await quietly(() => world.deliver());
  world.pass(3_600);
  await ask(lived, { status: truth, isAmountRight: true });
  await world.deliver();
  const orderId = lived.subjectId;
  if (world.workflow.outcomeOf(`money of ${orderId}`) === 'succeeded')
    await world.step(activateLoan, { orderId });
  await world.redeliver();
}

/** The bank's statement tells the truth: whoever believed a lie has a case. */
async function casesOfNextMorning(lived: Lived, truth: Truth): Promise<unknown[]> {
  const { world, instructionId, subjectId, amountFen } = lived;
  const occurredAt = new Date(world.now).toISOString();
  const isRepayment = subjectId.startsWith('loan_');
  const disbursed = {
    instructionId: subjectId.replace('loan_', 'dis_').replace('ord_', 'dis_'),
    direction: 'disbursement' as const,
    amountFen: 1_000_000,
    occurredAt,
  };
  const direction = 'collection' as const;
  world.channel.statements['2026-11-22'] = {
    outcome: 'ready',
    entries: [
      ...(isRepayment || truth === 'succeeded' ? [disbursed] : []),
      ...(isRepayment && truth === 'succeeded'
        ? [{ instructionId, direction, amountFen, occurredAt }]
        : []),
    ],
  };
  world.moveTo('2026-11-23', 11);
  await world.run(reconcileDays);
  const as = { subject: `stf_${'a'.repeat(26)}`, role: 'risk', sessionId: 'ses_s' } as const;
  return expectStatus(200, await world.call(listCases, { as })).body.cases;
}

async function expectPaidOnce({ world, subjectId, amountFen }: Lived, state: Truth) {
  const { state: loan, pendingRepaymentId } = await world.row(loanKey(subjectId));
  expect(pendingRepaymentId).toBeUndefined();
  expect(loan.receivedFen).toBe(state === 'succeeded' ? amountFen : 0);
  const told = world.events.filter(({ type }) => type === 'LoanRepaid');
  expect(told).toHaveLength(state === 'succeeded' ? 1 : 0);
}

const endsOf = ({ world, instructionId }: Lived): string[] =>
  world.events.flatMap((event) =>
    event.type === 'InstructionConcluded' && event.data.instructionId === instructionId
      ? [event.data.status]
      : [],
  );

/** Every word that was kept, by its id. */
const noticesOf = ({ world, instructionId }: Lived) =>
  [...world.store.everything()]
    .filter(({ key }) => key.partition === `INSTRUCTION#${instructionId}`)
    .filter(({ key }) => key.sort.startsWith('NOTICE#'))
    .map(({ key, body: { effect, status, amountFen } }) => ({
      id: key.sort.slice('NOTICE#'.length),
      status,
      amountFen,
      contradicts: effect === 'contradicts',
    }))
    .sort(byId);

const wordsTo = ({ heard }: Lived) => [...heard].sort(([one], [other]) => (one < other ? -1 : 1));

const byId = (one: { readonly id: string }, other: { readonly id: string }) =>
  one.id < other.id ? -1 : 1;

const amountOf = ({ amountFen }: Lived, { isAmountRight }: Said): number =>
  isAmountRight ? amountFen : amountFen + 1;

function crash(world: LendingWorld, at: number | null): void {
  let commits = 0;
  world.fault = ({ kind }) => {
    if (kind !== 'commit' || at === null) return undefined;
    commits += 1;
    return commits === at
      ? { kind: 'timeout', at: commits % 2 === 0 ? 'after' : 'before' }
      : undefined;
  };
}
