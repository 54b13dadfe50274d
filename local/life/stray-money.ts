/** Money that goes astray: a disbursement nobody tells about, and a statement with an error. */
import type { Client } from '../client';
import { accepted } from './answers';
import type { Borrower } from './borrower';
import { staffMember } from './staff-member';
import { type Telling, yuan } from './telling';
import type { World } from './world';

export interface UntoldFailure {
  readonly orderState: string;
  /** How often the workflow asked the bank, having heard nothing. */
  readonly timesAsked: number;
  readonly limitIsFree: boolean;
}

const amountFen = 300_000;

/**
 * The bank cannot pay and its callback is lost: the order waits until the workflow asks the bank.
 * @param timesAsked how often workflows have asked so far.
 */
export async function failUntold(
  borrower: Borrower,
  telling: Telling,
  timesAsked: () => Promise<number>,
): Promise<UntoldFailure> {
  const { world } = borrower;
  const { orderId } = await telling.step(`Order and sign ${yuan(amountFen)}`, async () => {
    const order = await borrower.submit((await borrower.quote(amountFen, 6)).quoteId);
    await borrower.waitFor(order.orderId, 'approved', 'rejected');
    const sheet = await borrower.readCostSheet(order.orderId);
    const behaviour = { mode: 'lose', failureCode: 'accountRestricted' };
    await world.tellBank({ behaviour, direction: 'disbursement' });
    const { state } = await borrower.sign(order.orderId, sheet.costSheetHash);
    const detail = 'the bank will fail to pay, and its callback will be lost';
    return { detail, orderState: state, orderId: order.orderId };
  });
  const askedBefore = await timesAsked();
  const { failed } = await telling.step('Five minutes without a word', async () => {
    await world.waitSeconds(330);
    const order = await borrower.waitFor(orderId, 'disbursementFailed', 'repaying');
    const isFailed = order.state === 'disbursementFailed';
    const detail = `the workflow asked the bank, which had ${isFailed ? 'paid nothing' : 'paid'}`;
    return { detail, orderState: order.state, failed: order };
  });
  const { reservedFen, usedFen } = accepted(await borrower.client.getCreditLimit());
  return {
    orderState: failed.state,
    timesAsked: (await timesAsked()) - askedBefore,
    limitIsFree: reservedFen + usedFen === 0,
  };
}

/** Of the next debit the bank's statement will have one fen more than it collected. */
export const misprintNextDebit = (world: World): Promise<void> =>
  world.tellBank({ behaviour: { mode: 'misprint' }, direction: 'collection' });

export interface ReconciledDays {
  /** Of every day so far. */
  readonly differences: readonly {
    readonly kind: string;
    readonly day: string;
    readonly instructionId: string;
    readonly effectFen: number;
  }[];
  /** Of the day of the first of them, beyond it. */
  readonly unexplainedFen: number;
  /** What two people said explains it; absent where there was nothing to explain. */
  readonly resolution?: string | undefined;
  /** What is left in suspense once they have. */
  readonly suspenseFen: number;
}

/** What the mornings' reconciliations have found: somebody's case, until two people explain it. */
export async function settleDifferences(world: World, telling: Telling): Promise<ReconciledDays> {
  const { client } = await staffMember(world, 'risk');
  const { cases } = await telling.step('Every day, statement against books', async () => {
    const open = accepted(await client.listReconciliationCases({ query: {} })).cases;
    const [first] = open;
    const detail = first
      ? `${open.length} difference: ${first.kind}, ${yuan(first.effectFen)} on ${first.day}; a case`
      : 'no difference';
    return { detail, cases: open };
  });
  const [first] = cases;
  const resolution = first && (await explain(world, telling, client, first.caseId));
  const day = first?.day ?? (await world.today());
  const told = accepted(await client.getReconciliation({ params: { day } }));
  return {
    differences: cases.map(({ kind, day: on, instructionId, effectFen }) => {
      return { kind, day: on, instructionId, effectFen };
    }),
    unexplainedFen: told.channels.reduce((sum, channel) => sum + channel.unexplainedFen, 0),
    resolution,
    suspenseFen: Object.values(told.suspenseFen).reduce((sum, fen) => sum + fen, 0),
  };
}

/** Money is at stake: who proposes the reason does not decide it. */
async function explain(
  world: World,
  telling: Telling,
  proposer: Client,
  caseId: string,
): Promise<string | undefined> {
  const params = { caseId };
  const { settled } = await telling.step('Two people explain it', async () => {
    const body = { resolution: 'channelCorrected' } as const;
    accepted(await proposer.resolveReconciliationCase({ params, body }));
    const second = await staffMember(world, 'admin');
    const decision = { decision: 'approve' } as const;
    const done = accepted(await second.client.decideReconciliationCase({ params, body: decision }));
    return { detail: `${done.resolution}: ${done.state}`, settled: done };
  });
  return settled.state === 'resolved' ? settled.resolution : undefined;
}
