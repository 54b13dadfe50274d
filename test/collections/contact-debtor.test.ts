/** The one way to a debtor: what the gate refuses is not sent, what it lets through is counted. */
import { addMonths } from '../../lambdas/core/calendar';
import { concludeDial } from '../../lambdas/core/collections/contact-conclusion';
import {
  contactDebtor,
  letDial,
  type Message,
} from '../../lambdas/core/collections/contact-debtor';
import { deletionKey, holdKey } from '../../lambdas/core/users/deletion';
import { LendingWorld } from '../support/lending-world';
import { sourceFiles } from '../support/source-files';
import { aCase, contactsWith, debtorOf, type Overdue } from './overdue-borrowers';

let world: LendingWorld;
let overdue: Overdue;
beforeEach(async () => {
  world = new LendingWorld();
  overdue = await aCase(world, 5);
});

describe('a message', () => {
  it('is sent once the gate has let it through and its record is written', async () => {
    let written: string[] = [];
    world.notifier.meanwhile = async () => {
      written = contactsWith(world, overdue).map(({ status }) => status);
    };
    expect(await message()).toMatchObject({ outcome: 'sent' });
    expect(written).toEqual(['intended']);
    expect(contactsWith(world, overdue)).toMatchObject([
      { status: 'sent', channel: 'sms', rulesVersion: 'gbt-45251-2025-1', said: 'loanOverdue' },
    ]);
    expect(world.notifier.sent[0]!.phone).toBe(world.vault.phoneOf(overdue.borrower.subject));
  });

  it('that the gate refuses is recorded with its reasons, and neither sent nor opened', async () => {
    world.moveTo(world.today, 23);
    const refused = await message();
    expect(refused).toMatchObject({ outcome: 'refused', decision: { reasons: ['quietHours'] } });
    expect(world.notifier.sent).toEqual([]);
    expect(world.vault.openings.filter(({ purpose }) => purpose === 'contactDebtor')).toEqual([]);
    expect(contactsWith(world, overdue)).toMatchObject([
      { status: 'refused', reasons: ['quietHours'], nextAllowedAt: expect.any(String) },
    ]);
  });

  it('to anybody but the debtor is refused', async () => {
    const refused = await message({ recipientId: 'cus_somebodyelse' });
    expect(refused).toMatchObject({ decision: { reasons: ['notTheDebtor'] } });
  });

  it('is in the language that the debtor chose', async () => {
    await message();
    expect(world.notifier.sent[0]!.notice.language).toBe('zh');
  });

  it('that nobody took is recorded so, and counted all the same', async () => {
    world.notifier.isDown = true;
    expect(await message()).toMatchObject({ outcome: 'notSent' });
    expect(contactsWith(world, overdue)).toMatchObject([{ status: 'notSent' }]);
    expect((await debtorOf(world, overdue)).recent).toHaveLength(1);
  });

  it('whose sending was interrupted is not sent again', async () => {
    world.notifier.meanwhile = async () => {
      throw new Error('the function was stopped');
    };
    await expect(message()).rejects.toThrow('stopped');
    expect(contactsWith(world, overdue)).toMatchObject([{ status: 'intended' }]);
    world.notifier.meanwhile = async () => {};
    expect(await message()).toMatchObject({ decision: { reasons: ['smsTooSoon'] } });
  });

  it('leaves no trace when what belongs to it does not hold', async () => {
    const key = { table: 'collections', partition: 'NOTHING', sort: 'STATE' } as const;
    const overtaken = await contactDebtor(services(), contacting(), sms, () => [
      { kind: 'require', key, version: 7 },
    ]);
    expect(overtaken).toEqual({ outcome: 'conflict' });
    expect(contactsWith(world, overdue)).toEqual([]);
    expect(world.notifier.sent).toEqual([]);
  });

  it.each([
    ['a legal hold', holdKey, { reason: 'litigation' }, 'legalHold'],
    ['a deletion that was asked for', deletionKey, { status: 'scheduled' }, 'deletionScheduled'],
  ])('is stopped by %s', async (_, keyOf, body, reason) => {
    const key = keyOf(overdue.borrower.subject);
    await world.store.commit([{ kind: 'insert', item: { key, body } }]);
    expect(await message()).toMatchObject({ decision: { reasons: [reason] } });
  });
});

describe('many at once', () => {
  it('never exceed the limit of messages', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => message()));
    expect(outcomes.filter(({ outcome }) => outcome === 'sent')).toHaveLength(1);
    expect(world.notifier.sent).toHaveLength(1);
  });

  it('never exceed three calls that may be answered', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => dial()));
    expect(outcomes.filter(({ outcome }) => outcome === 'allowed')).toHaveLength(3);
    expect((await debtorOf(world, overdue)).recent).toHaveLength(3);
  });

  it('never exceed six unanswered dials to a number that two debtors share', async () => {
    const other = await aCase(world, 5);
    world.vault.phones.set(overdue.borrower.subject, '13900000001');
    world.vault.phones.set(other.borrower.subject, '13900000001');
    let unanswered = 0;
    for (let round = 0; round < 12; round++) {
      world.pass(60);
      const called = await dial(round % 2 === 0 ? overdue : other);
      if (called.outcome !== 'allowed') continue;
      unanswered += 1;
      const { customerId, contactId } = called.record;
      await concludeDial(services(), { customerId, contactId, dial: 'unanswered' });
    }
    expect(unanswered).toBe(6);
    expect(await dial()).toMatchObject({ decision: { reasons: ['unansweredDialsUsedUp'] } });
  });
});

describe('a call', () => {
  it('counts until its end is known, and then as what it was', async () => {
    for (let calls = 0; calls < 3; calls++) await dial();
    expect(await dial()).toMatchObject({ decision: { reasons: ['effectiveCallsUsedUp'] } });
    const [{ contactId, customerId }] = contactsWith(world, overdue) as [never] &
      {
        contactId: string;
        customerId: string;
      }[];
    const ending = { customerId, contactId, dial: 'unanswered' } as const;
    expect(await concludeDial(services(), ending)).toEqual({ ok: true, value: true });
    expect(await concludeDial(services(), ending)).toEqual({ ok: true, value: false });
    expect(await dial()).toMatchObject({ outcome: 'allowed' });
  });

  it('of the robot that could not be placed is none', async () => {
    world.voiceRobot.isDown = true;
    for (let calls = 0; calls < 5; calls++)
      expect(await robot()).toMatchObject({ outcome: 'notPlaced' });
    world.voiceRobot.isDown = false;
    expect(await robot()).toMatchObject({ outcome: 'placed' });
  });
});

describe('records', () => {
  it('are kept for five years at least, refused ones too', async () => {
    await message();
    world.moveTo(world.today, 23);
    await message();
    const rows = [...world.store.everything()].filter(({ key }) => key.sort.startsWith('CONTACT#'));
    expect(rows).toHaveLength(2);
    const fiveYears = Date.parse(`${addMonths(world.today, 60)}T23:59:59+08:00`) / 1000;
    for (const { expiresAtEpochSeconds } of rows)
      expect(expiresAtEpochSeconds).toBeGreaterThan(fiveYears);
  });
});

describe('there is no other way', () => {
  const lambdas = sourceFiles('lambdas');
  const using = (pattern: RegExp) =>
    lambdas.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

  it('to send a message: codes have theirs, everything about a loan has this one', () => {
    expect(using(/notifier\s*\.send\(/)).toEqual([
      'lambdas/core/collections/contact-debtor.ts',
      'lambdas/core/users/code-sending.ts',
    ]);
  });

  it('to place a call', () => {
    expect(using(/voiceRobot\s*\.call\(/)).toEqual(['lambdas/core/collections/contact-debtor.ts']);
    expect(using(/composition\/voice-robot'/)).toEqual([
      'lambdas/collections/resolve-calls.ts',
      'lambdas/collections/take-collection-actions.ts',
    ]);
  });

  it('to make a notifier or a robot but the two openers of the composition', () => {
    expect(using(/new \w*Notifier\(/)).toEqual(['lambdas/platform/composition/notifier.ts']);
    expect(using(/new AmazonConnectRobot\(/)).toEqual([
      'lambdas/platform/composition/voice-robot.ts',
    ]);
    expect(
      using(/SendTextMessageCommand\(|PublishCommand\(|StartOutboundVoiceContactCommand\(/),
    ).toEqual([
      'lambdas/adapters/amazon-connect-robot.ts',
      'lambdas/adapters/end-user-messaging-notifier.ts',
      'lambdas/adapters/sns-notifier.ts',
    ]);
  });

  it('to open a debtor’s number for a contact', () => {
    expect(using(/purpose: 'contactDebtor'/)).toEqual([
      'lambdas/core/collections/contact-situation.ts',
    ]);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: the world holds what every handler asks for.
const services = (): any => world.services;

const contacting = (of = overdue, over: object = {}) => ({
  loanId: of.loanId,
  customerId: of.borrower.subject,
  recipientId: of.borrower.subject,
  purpose: 'collection' as const,
  actorId: 'system:test',
  requestId: 'test',
  now: world.now,
  ...over,
});

const sms: Message = {
  channel: 'sms',
  notice: (language) => ({
    kind: 'loanOverdue',
    amountFen: 100,
    dueOn: '2026-12-22',
    language,
  }),
};

const message = (over: object = {}) => contactDebtor(services(), contacting(overdue, over), sms);
const dial = (of = overdue) => letDial(services(), contacting(of));
const robot = () =>
  contactDebtor(services(), contacting(), {
    channel: 'voiceRobot',
    script: (language) => ({ script: 'overdue', language, overdueFen: 100, daysPastDue: 5 }),
  });
