/** After the money is out: what is a sign of trouble, what it does, and how it ends. */
import { limitKey } from '../../lambdas/core/orders/limit-record';
import { type BehaviourRecord, recordBehaviour } from '../../lambdas/core/risk/behaviour-record';
import { watchShards } from '../../lambdas/core/risk/warnings/watch-record';
import { consentKey } from '../../lambdas/core/users/rows';
import { openWarningRules } from '../../lambdas/platform/composition/warning-rules';
import { handler as closeWatch } from '../../lambdas/risk/close-watch';
import { handler as listWatched } from '../../lambdas/risk/list-watched';
import { handler as watchBorrower } from '../../lambdas/risk/watch-borrower';
import type { Caller } from '../support/api-call';
import {
  aBorrowerWithLimit,
  type Borrower,
  newKey,
  repay,
  runningLoan,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

const risk: Caller = { subject: 'stf_risk', role: 'risk', sessionId: 'ses_k' };

let world: LendingWorld;
let borrower: Borrower;
let loanId: string;

beforeEach(async () => {
  world = new LendingWorld();
  borrower = await aBorrowerWithLimit(world);
  ({ loanId } = await runningLoan(world, borrower));
});

describe('a borrower is watched', () => {
  it('and the limit frozen, when delinquent elsewhere since the last look', async () => {
    await scored('2026-12', 640);
    expect(await watched()).toEqual([]);
    world.sources.vary('bureau', { bureauDelinquencies24m: 2 });
    await scored('2027-01', 640);

    expect(await watched()).toMatchObject([
      { customerId: borrower.subject, warnings: [{ trigger: 'otherLenderDelinquency', value: 2 }] },
    ]);
    expect((await limit()).frozen).toBe(true);
    expect(raised()).toEqual(['otherLenderDelinquency']);
  });

  it('and the limit cut, when asking many other lenders', async () => {
    const { grantedFen } = await limit();
    world.sources.vary('bureau', { bureauInquiries30d: 9 });
    await scored('2026-12', 640);

    expect((await limit()).grantedFen).toBe(grantedFen / 2);
  });

  it('when the score falls, and spoken to softly', async () => {
    await scored('2026-12', 640);
    await scored('2027-01', 570);

    expect((await watched())[0].warnings).toMatchObject([
      { trigger: 'scoreFalling', action: 'softContact', value: 70 },
    ]);
    expect((await limit()).frozen).toBe(false);
  });

  it('when two of the last three instalments came within the days of grace', async () => {
    for (const [due, paid] of [
      ['2026-12-22', '2026-12-23'],
      ['2027-01-22', '2027-01-23'],
    ]) {
      world.moveTo(due!);
      const rows = (
        await world.row({ table: 'repayment', partition: `LOAN#${loanId}`, sort: 'STATE' })
      ).state.rows;
      const row = rows.find(({ dueOn }: { dueOn: string }) => dueOn === due);
      world.moveTo(paid!);
      await repay(world, borrower, loanId, row.due.principal + row.due.interest + row.due.fees);
      await watch({ type: 'LoanRepaid', version: 1, data: { loanId, amountFen: 1 } });
    }

    expect((await watched())[0].warnings).toMatchObject([
      { trigger: 'payingWithinGrace', value: 2 },
    ]);
  });

  it('when automatic repayment is switched off, but not when it is switched on', async () => {
    const autopay = (enabled: boolean) =>
      watch({
        type: 'AutopayChanged',
        version: 1,
        data: { loanId, customerId: borrower.subject, enabled },
      });
    await autopay(true);
    expect(await watched()).toEqual([]);
    await autopay(false);

    expect((await watched())[0].warnings).toMatchObject([
      { trigger: 'autopaySwitchedOff', action: 'watch' },
    ]);
  });

  it('when a limit is asked for three times within thirty days, each counted once', async () => {
    const request = (decisionId: string) =>
      watch({
        type: 'LimitRequested',
        version: 1,
        data: { customerId: borrower.subject, decisionId },
      });
    await request('dec_one');
    await request('dec_one');
    await request('dec_two');
    expect(await watched()).toEqual([]);
    world.pass(31 * 86_400);
    await request('dec_three');
    await request('dec_four');
    expect(await watched()).toEqual([]);
    await request('dec_five');

    expect((await watched())[0].warnings).toMatchObject([{ trigger: 'limitRequests', value: 3 }]);
  });
});

describe('a warning', () => {
  it('is raised once, though its event comes again and the sign stays', async () => {
    await scored('2026-12', 640);
    await scored('2027-01', 570);
    await watch(behaviour('2027-01'));
    await scored('2027-02', 570);

    expect(raised()).toEqual(['scoreFalling']);
  });

  it('is believed of no bureau that is down, and no bureau is asked once consent is withdrawn', async () => {
    await scored('2026-12', 640);
    world.sources.tell('bureau', { outcome: 'down' });
    await scored('2027-01', 640);
    expect(await watched()).toEqual([]);

    const asked = world.sources.asked.length;
    const consent = (await world.store.get(consentKey(borrower.subject, 'creditInquiry')))!;
    const body = { ...consent.body, withdrawnAt: '2027-01-30T00:00:00.000Z' };
    const item = { key: consent.key, body };
    await world.store.commit([{ kind: 'replace', item, expectedVersion: consent.version }]);
    await scored('2027-02', 640);
    expect(world.sources.asked).toHaveLength(asked);
  });

  it('ends when staff have looked, who may free the limit', async () => {
    await scored('2026-12', 640);
    await scored('2027-01', 430);
    expect((await limit()).frozen).toBe(true);
    const reply = await world.call(closeWatch, {
      as: risk,
      params: { customerId: borrower.subject },
      body: { limit: 'release' },
      idempotencyKey: newKey(),
    });

    expect(reply).toMatchObject({ status: 201, body: { status: 'quiet' } });
    expect((await limit()).frozen).toBe(false);
    expect(await watched()).toEqual([]);
  });
});

const services = () => ({ ...(world.services as object), rules: openWarningRules() });
const watch = (event: Parameters<typeof watchBorrower.consumer>[0]) =>
  watchBorrower.consumer(event, services() as never, { now: world.now, today: world.today });
const behaviour = (month: string) =>
  ({
    type: 'BehaviourScored',
    version: 1,
    data: { loanId, customerId: borrower.subject, month },
  }) as const;

async function scored(month: string, score: number): Promise<void> {
  world.moveTo(`${month}-25`);
  const row = { loanId, month, score } as BehaviourRecord;
  // As the night does, with the event beside it, which is no score.
  const changes = recordBehaviour(row, borrower.subject, world.now);
  expect((await world.store.commit(changes)).ok).toBe(true);
  await watch(behaviour(month));
}

const limit = async () => (await world.row(limitKey(borrower.subject))).ledger;
const raised = () =>
  world.events.flatMap(({ type, data }) =>
    type === 'EarlyWarningRaised' ? [(data as { trigger: string }).trigger] : [],
  );
async function watched() {
  const pages = await Promise.all(
    watchShards.map((shard) => world.call(listWatched, { as: risk, query: { shard } })),
  );
  return pages.flatMap(({ body }) => body.watched);
}
