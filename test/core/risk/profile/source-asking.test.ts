/** Asking sources: at once, within each one's time, told no more than they need. */
import type {
  DataSource,
  SourceAnswer,
  SourceQuestion,
} from '../../../../lambdas/core/ports/data-source';
import { askSources } from '../../../../lambdas/core/risk/profile/source-asking';

const subject = {
  name: '林晓梅',
  idNumber: '110101199603141234',
  phone: '13800000001',
  deviceId: 'd',
};
const consents = { creditInquiry: 'con_1' };

describe('a source', () => {
  it('is told the parts it needs and the consent it needs, nothing else', async () => {
    const asked: SourceQuestion[] = [];
    const bureau = aSource({
      ask: async (question) => {
        asked.push(question);
        return { outcome: 'answered', values: { bureauScore: 700 } };
      },
    });
    const shop = { ...bureau, name: 'commerce', needs: ['phone'], consent: undefined } as never;
    await ask([bureau, shop]);

    expect(asked.map(({ subject, consentId }) => ({ subject, consentId }))).toEqual([
      {
        subject: { name: subject.name, idNumber: subject.idNumber, phone: subject.phone },
        consentId: 'con_1',
      },
      { subject: { phone: subject.phone }, consentId: undefined },
    ]);
  });

  it('is not asked without the consent it needs, nor without a part it needs', async () => {
    const neverAsked = jest.fn();
    const without = aSource({ consent: 'thirdPartySharing', ask: neverAsked });
    const unknown = aSource({ needs: ['ip'], ask: neverAsked });
    const findings = await ask([without, unknown]);

    expect(findings.map(({ outcome }) => outcome)).toEqual(['noConsent', 'notAsked']);
    expect(neverAsked).not.toHaveBeenCalled();
  });

  it('that takes longer than its time is given up, and told so', async () => {
    const clock = aClock();
    let signal: AbortSignal | undefined;
    const slow = aSource({
      timeoutMillis: 2_000,
      ask: (question) => {
        signal = question.signal;
        return new Promise(() => {});
      },
    });
    const quick = aSource({});
    const asking = ask([slow, quick], clock);
    await clock.pass(0);
    await clock.pass(1_999);
    expect(signal?.aborted).toBe(false);
    await clock.pass(1);
    const [late, punctual] = await asking;

    expect(late).toMatchObject({ outcome: 'timeout', millis: 2_000, values: {} });
    expect(late?.observedAt).toBe('2027-01-15T08:00:02.000Z');
    expect(punctual).toMatchObject({ outcome: 'answered', millis: 0 });
    expect(signal?.aborted).toBe(true);
  });

  it.each([
    ['down', new Error('connection refused')],
    ['down', { outcome: 'down' }],
    ['wrong', { outcome: 'wrong' }],
    ['wrong', { outcome: 'answered', values: { bureauScore: '700' } }],
    ['wrong', { outcome: 'answered', values: { bureauScore: -1 } }],
    ['wrong', { outcome: 'answered', values: { bureauScore: Number.NaN } }],
    ['wrong', { outcome: 'answered', values: { carrierMonthsInNet: 3 } }],
    ['wrong', { outcome: 'answered', values: { whoKnows: 3 } }],
  ])('is %s when it answers %j', async (outcome, answer) => {
    const source = aSource({
      ask: async () => {
        if (answer instanceof Error) throw answer;
        return answer as SourceAnswer;
      },
    });

    expect(await ask([source])).toMatchObject([{ outcome, values: {}, policy: 'refer' }]);
  });
});

const aSource = (given: Partial<DataSource>): DataSource => ({
  name: 'bureau',
  version: 'bureau-test-1',
  timeoutMillis: 1_000,
  policy: 'refer',
  needs: ['name', 'idNumber', 'phone'],
  consent: 'creditInquiry',
  ask: async () => ({ outcome: 'answered', values: { bureauScore: 700 } }),
  ...given,
});

const ask = (sources: readonly DataSource[], timer = aClock()) =>
  askSources(sources, { subject, consents, now: Date.parse('2027-01-15T08:00:00Z') }, timer);

/** Time passes when the test says so. */
function aClock() {
  let now = 0;
  const waiting: { readonly until: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (millis: number) =>
      new Promise<void>((wake) => waiting.push({ until: now + millis, wake })),
    async pass(millis: number): Promise<void> {
      now += millis;
      for (const { until, wake } of waiting) if (until <= now) wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
