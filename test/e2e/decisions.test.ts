/** Every way a decision can go, on one running laptop: each explains itself and replays. */
import { runReplay } from '../../bin/replay';
import { enter, openTable, type Place } from '../../bin/shell';
import { accepted } from '../../local/life/answers';
import { Borrower, comfortableMeans, type Means } from '../../local/life/borrower';
import { type StaffMember, staffMember } from '../../local/life/staff-member';
import { type World, worldAt } from '../../local/life/world';
import { inventPerson } from '../../local/pictures/people';
import { type RunningLaptop, startRunningLaptop } from '../support/running-laptop';

let laptop: RunningLaptop;
let world: World;
let borrower: Borrower;
let risk: StaffMember;

beforeAll(async () => {
  laptop = await startRunningLaptop();
  world = worldAt(laptop.url);
  risk = await staffMember(world, 'risk');
  borrower = new Borrower(world, inventPerson(7_401), 0);
  await borrower.signIn();
  await borrower.setGesture();
  await borrower.consent();
  const { read } = await borrower.haveCardRead(await borrower.uploadCard());
  await borrower.confirmCard(read.readingId);
  await borrower.proveFace();
  await borrower.bindCard();
  expect((await borrower.applyForLimit()).outcome).toBe('granted');
}, 600_000);

afterAll(async () => {
  await laptop?.stop();
});

jest.setTimeout(600_000);

describe('a decision', () => {
  it('approves with limit and price, and explains how it came to both', async () => {
    const { orderId } = await anOrder();
    const decision = await explained(orderId);

    expect(decision).toMatchObject({ outcome: 'approve', reasons: [] });
    await borrower.waitFor(orderId, 'approved');
    expect(decision.limit.limitFen).toBeGreaterThan(0);
    expect(decision.price).toMatchObject({ aboveCap: false, belowRequired: false });
    expect(decision.price!.ratePpm).toBeGreaterThanOrEqual(decision.price!.requiredPpm);
    expect(decision.profile.find(({ field }) => field === 'bureauScore')).toMatchObject({
      source: 'bureau',
      value: expect.any(Number),
    });
  });

  it('refers while a source is down, and says which', async () => {
    await tellSource('bureau', { mode: 'down' });
    const { orderId } = await anOrder();
    const decision = await explained(orderId);

    expect(decision).toMatchObject({ outcome: 'refer', reasons: [{ code: 'sourceUnavailable' }] });
    expect(decision.sources).toContainEqual(
      expect.objectContaining({ source: 'bureau', outcome: 'down' }),
    );
    expect(await borrower.order(orderId)).toMatchObject({ state: 'pendingReview' });
  });

  it('declines for a list that two people put the phone on', async () => {
    const other = await staffMember(world, 'risk');
    const params = { list: 'black' } as const;
    const { phoneNumber: value } = borrower.person;
    const { listedId } = accepted(
      await risk.client.proposeListing({
        params,
        body: { kind: 'phone', value, reason: 'fraudConfirmed', source: 'fraudTeam' },
      }),
    );
    accepted(await other.client.approveListing({ params: { ...params, listedId } }));
    const { orderId } = await anOrder();
    const rejected = await borrower.waitFor(orderId, 'rejected');

    expect(rejected.reasons.map(({ code }) => code)).toEqual(['onExclusionList']);
    expect(rejected.reasons[0]!.text.zh).toMatch(/禁入/);
    expect(await explained(orderId)).toMatchObject({
      outcome: 'decline',
      outcomeWithoutRules: 'approve',
    });
    const change = await risk.client.proposeListingChange({
      params: { ...params, listedId },
      body: { change: 'remove' },
    });
    accepted(change);
    accepted(await other.client.approveListing({ params: { ...params, listedId } }));
  });

  it('declines for a score, and names what cost the points', async () => {
    const { outcome, reasons } = await borrower.applyForLimit(weakMeans);

    expect(outcome).toBe('declined');
    expect(reasons.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['scoreTooLow', 'incomeModest', 'employmentShort']),
    );
    await explained(await latestOf(reasons[0]!.code));
  });

  it('declines for velocity: who applies again and again within a day', async () => {
    let answer = await borrower.applyForLimit();
    for (let count = 0; count < 12 && answer.outcome === 'granted'; count++)
      answer = await borrower.applyForLimit();

    expect(answer.outcome).toBe('declined');
    expect(answer.reasons.map(({ code }) => code)).toEqual(['idNumberFrequent']);
    await explained(await latestOf('idNumberFrequent'));
  });
});

describe('npm run replay', () => {
  it('finds the whole day the same to the last bit', async () => {
    const said: string[] = [];
    const open = async (place: Place) => {
      await enter(place);
      return openTable('risk');
    };
    const words = ['--day', await world.today(), '--laptop', laptop.url];
    const code = await runReplay(words, open, (line) => said.push(line));

    expect([code, said.at(-1)]).toEqual([
      0,
      expect.stringMatching(/^\d+ decisions replayed: the same to the last bit\.$/),
    ]);
  });
});

const weakMeans: Means = {
  ...comfortableMeans,
  monthlyIncomeFen: 300_000,
  monthlyDebtFen: 90_000,
  employedMonths: 2,
};

async function anOrder() {
  const { quoteId } = await borrower.quote(800_000, 6);
  return borrower.submit(quoteId);
}

/** The decision as risk staff see it, once it is made; it replays, or the test fails. */
async function explained(subjectId: string) {
  const params = { subjectId };
  for (let tries = 0; tries < 200; tries++) {
    const found = await risk.client.getDecision({ params });
    if (!found.problem) {
      const replayed = accepted(await risk.client.replayDecision({ params }));
      expect(replayed).toEqual({ outcome: 'same' });
      return accepted(found);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error(`${subjectId} was not decided`);
}

/** The id of the day's decision with this reason first. */
async function latestOf(code: string): Promise<string> {
  const on = await world.today();
  let cursor: string | undefined;
  do {
    const page = accepted(
      await risk.client.listDecisions({ query: { on, ...(cursor && { cursor }) } }),
    );
    const found = page.decisions.find(({ reasons }) => reasons[0]?.code === code);
    if (found) return found.subjectId;
    cursor = page.next;
  } while (cursor);
  throw new Error(`nothing was decided for ${code} today`);
}

async function tellSource(source: string, behaviour: object): Promise<void> {
  const told = await fetch(new URL('/_local/sources', laptop.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ source, behaviour }),
  });
  expect(told.status).toBe(200);
}
