/** An instruction under crashes, lost answers and any callbacks: one outcome, money moved once. */
import * as fc from 'fast-check';
import { instructionKey, isConcluded } from '../../lambdas/core/payments/instruction';
import { handler as resolveInstructions } from '../../lambdas/payments/resolve-instructions';
import { aBorrowerWithLimit, callBack, disburse, signedOrder } from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { failed, succeeded } from '../support/told-channel';

/** What the provider did, whatever anybody hears of it. */
type Truth = 'succeeded' | 'failed';

const step: fc.Arbitrary<StepOf> = fc.oneof(
  fc.record({
    kind: fc.constant('deliver' as const),
    crashAt: fc.option(fc.integer({ min: 1, max: 4 })),
  }),
  fc.record({
    kind: fc.constant('callback' as const),
    lie: fc.constantFrom('none', 'amount', 'again' as const),
  }),
  fc.record({
    kind: fc.constant('resolve' as const),
    answer: fc.constantFrom('told', 'lost', 'pending' as const),
  }),
  fc.record({
    kind: fc.constant('redeliver' as const),
    crashAt: fc.option(fc.integer({ min: 1, max: 4 })),
  }),
);

describe('an instruction', () => {
  it('ends in exactly one known outcome, and its money moves once, under any crash', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<Truth>('succeeded', 'failed'),
        fc.constantFrom('accepted', 'lost' as const),
        fc.array(step, { maxLength: 8 }),
        async (truth, sending, steps) => {
          const world = new LendingWorld();
          const borrower = await aBorrowerWithLimit(world);
          const orderId = await signedOrder(world, borrower);
          const instructionId = orderId.replace('ord_', 'dis_');
          const final = () => (truth === 'succeeded' ? succeeded : failed)(world.now);
          if (sending === 'lost')
            world.channel.submission = { outcome: 'unknown', reason: 'timeout' };
          await disburse(world, orderId);
          for (const [index, each] of steps.entries())
            await live(world, instructionId, truth, each, index);

          // Sooner or later everything is delivered, and the channel answers what it did.
          await quietly(() => world.deliver());
          world.pass(3_600);
          world.channel.found = { outcome: 'found', amountFen: 1_000_000, instruction: final() };
          await world.run(resolveInstructions);
          await world.deliver();

          const instruction = await world.row(instructionKey(instructionId));
          expect(isConcluded(instruction)).toBe(true);
          expect(instruction.state).toBe(truth);
          expect(new Set(world.channel.sent.map((sent) => sent.instructionId))).toEqual(
            new Set(world.channel.sent.length > 0 ? [instructionId] : []),
          );
          const ends = world.events.filter(({ type }) => type === 'InstructionConcluded');
          expect(ends).toHaveLength(1);
          expect(world.workflow.outcomeOf(`money of ${orderId}`)).toBe(truth);
        },
      ),
      { numRuns: 25 },
    );
  });
});

/** What a stream or a scheduler would try again is no failure of the test. */
const quietly = async (run: () => Promise<unknown>) => {
  await run().catch(() => undefined);
};

async function live(
  world: LendingWorld,
  instructionId: string,
  truth: Truth,
  each: StepOf,
  index: number,
): Promise<void> {
  const crash = (crashAt: number | null) => {
    let commits = 0;
    world.fault = ({ kind }) => {
      if (kind !== 'commit' || crashAt === null) return undefined;
      commits += 1;
      return commits === crashAt
        ? { kind: 'timeout', at: commits % 2 === 0 ? 'after' : 'before' }
        : undefined;
    };
  };
  const sent = world.channel.sent.length > 0;
  if (each.kind === 'deliver' || each.kind === 'redeliver') {
    crash(each.crashAt);
    await quietly(() => (each.kind === 'deliver' ? world.deliver() : world.redeliver()));
    world.fault = () => undefined;
  } else if (each.kind === 'callback' && sent) {
    const amountFen = each.lie === 'amount' ? 1_000_001 : 1_000_000;
    const eventId = each.lie === 'again' ? 'event-again' : `event-${index}`;
    await callBack(world, instructionId, { status: truth, amountFen, eventId });
  } else if (each.kind === 'resolve' && sent) {
    world.pass(600);
    world.channel.found =
      each.answer === 'lost'
        ? { outcome: 'unknown', reason: 'unreachable' }
        : {
            outcome: 'found',
            amountFen: 1_000_000,
            instruction:
              each.answer === 'pending'
                ? { status: 'pending' }
                : (truth === 'succeeded' ? succeeded : failed)(world.now),
          };
    await quietly(() => world.run(resolveInstructions));
  }
}

type StepOf =
  | { readonly kind: 'deliver' | 'redeliver'; readonly crashAt: number | null }
  | { readonly kind: 'callback'; readonly lie: 'none' | 'amount' | 'again' }
  | { readonly kind: 'resolve'; readonly answer: 'told' | 'lost' | 'pending' };
