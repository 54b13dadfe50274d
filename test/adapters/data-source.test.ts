/** One contract for every data source, and what the sandbox's and the address databases know. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ipDatabaseSource } from '../../lambdas/adapters/ip-database-source';
import { NetworkTable, networkTableBytes } from '../../lambdas/adapters/network-table';
import { sandboxSource } from '../../lambdas/adapters/sandbox-source';
import type { DataSource, SourceAnswer, Subject } from '../../lambdas/core/ports/data-source';
import { profileCatalogue } from '../../lambdas/core/risk/profile/fields';
import { stageIpAsset } from '../../local/build/ip-asset';
import { MovableClock } from '../../local/clock';
import { sandboxSourceNames } from '../../local/sources/answers';
import type { SourceBehaviour } from '../../local/sources/behaviour';
import { type SandboxSources, startSandboxSources } from '../../local/sources/sources';

const signingKey = 'a key only this test knows';
const clock = new MovableClock(Date.parse('2027-01-15T08:00:00Z'));
const folder = mkdtempSync(join(tmpdir(), 'sunlend-addresses-'));
let server: SandboxSources;

beforeAll(async () => {
  server = await startSandboxSources({ clock, signingKey });
  await stageIpAsset([folder]);
}, 60_000);
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const sandbox = (name: (typeof sandboxSourceNames)[number], key = signingKey) =>
  sandboxSource(name, {
    url: () => server.url,
    signingKey: async () => key,
    now: () => clock.now(),
  });

const sources = [
  ...sandboxSourceNames.map((name) => [name, () => sandbox(name)] as const),
  ['ip', () => ipDatabaseSource(() => join(folder, 'ip'))] as const,
];

describe.each(sources)('the source %s', (name, open) => {
  it('answers with fields of its own, each of its type, the same every time', async () => {
    const [one, other] = [await ask(open()), await ask(open())];
    const values = one.outcome === 'answered' ? one.values : {};

    expect(one.outcome).toBe('answered');
    expect(Object.keys(values).length).toBeGreaterThan(0);
    for (const [field, value] of Object.entries(values)) {
      const { source, type } = profileCatalogue[field as never] as { source: string; type: string };
      expect(source).toBe(name);
      expect(typeof value).toBe({ number: 'number', text: 'string', truth: 'boolean' }[type]);
    }
    expect(other).toEqual(one);
  });

  it('has a version, a time limit below a request’s, and a policy that never approves', () => {
    const { version, timeoutMillis, policy, needs } = open();

    expect(version).toMatch(/^[\w.-]+$/);
    expect(timeoutMillis).toBeLessThanOrEqual(3_000);
    expect(['refer', 'decline']).toContain(policy);
    expect(needs.length).toBeGreaterThan(0);
  });
});

describe.each(sandboxSourceNames)('the sandbox source %s', (name) => {
  it.each<readonly [SourceAnswer['outcome'], SourceBehaviour]>([
    ['down', { mode: 'down' }],
    ['down', { mode: 'hangUp' }],
    ['wrong', { mode: 'wrong' }],
    ['answered', { mode: 'slow', millis: 5 }],
  ])('is %s when told to be %j', async (outcome, behaviour) => {
    server.order({ source: name, behaviour, count: 1 });

    expect((await ask(sandbox(name))).outcome).toBe(outcome);
    expect((await ask(sandbox(name))).outcome).toBe('answered');
  });

  it('is down for who signs with another key, and for who names no consent', async () => {
    expect(await ask(sandbox(name, 'another key'))).toEqual({ outcome: 'down' });
    expect(await ask(sandbox(name), aPerson, '')).toEqual({ outcome: 'down' });
  });

  it('is asked only under a consent', () => {
    expect(sandbox(name).consent).toBeDefined();
  });
});

describe('the sandbox', () => {
  it('is given an ID number only for the carrier and the bureau', () => {
    const given = sandboxSourceNames.filter((name) => sandbox(name).needs.includes('idNumber'));

    expect(given).toEqual(['carrier', 'bureau']);
  });

  it('asks the bureau under the consent to inquire of it', () => {
    expect(sandbox('bureau').consent).toBe('creditInquiry');
  });

  it.each([
    ['13800009201', 'bureau', { bureauScore: 430, bureauDelinquencies24m: 9 }],
    ['13800009203', 'carrier', { carrierRealNameMatched: false }],
    ['13800009206', 'bureau', {}],
  ] as const)('knows of %s, by the %s, what its marks say', async (phone, name, values) => {
    const answer = await ask(sandbox(name), { ...aPerson, phone });

    expect(answer).toMatchObject({ outcome: 'answered', values });
  });

  it.each([
    ['13800009301', 'down'],
    ['13800009303', 'wrong'],
  ] as const)('treats questions about %s as %s', async (phone, outcome) => {
    expect(await ask(sandbox('bureau'), { ...aPerson, phone })).toEqual({ outcome });
  });

  it('is given up at once when nobody waits for it any more', async () => {
    server.order({ source: 'bureau', behaviour: { mode: 'slow', millis: 60_000 }, count: 1 });
    const { needs, ...bureau } = sandbox('bureau');
    const controller = new AbortController();
    const subject = Object.fromEntries(needs.map((part) => [part, aPerson[part]]));
    const asking = bureau.ask({ subject, consentId: 'con_12345678', signal: controller.signal });
    controller.abort();

    expect(await asking).toEqual({ outcome: 'down' });
  });
});

describe('the databases of addresses', () => {
  it.each([
    ['223.5.5.5', { ipCountry: 'CN', ipAsn: 45102 }],
    ['8.8.8.8', { ipCountry: 'US', ipAsn: 15169 }],
    ['2400:3200::1', { ipCountry: 'CN', ipAsn: 37963 }],
    ['192.168.0.1', {}],
    ['no address', {}],
  ])('know of %s: %j', async (ip, values) => {
    const answer = await ask(
      ipDatabaseSource(() => join(folder, 'ip')),
      { ...aPerson, ip },
    );

    expect(answer).toEqual({ outcome: 'answered', values });
  });

  it('that are missing make the source fail, which counts as down', async () => {
    await expect(ask(ipDatabaseSource(() => join(folder, 'nowhere')))).rejects.toThrow('ENOENT');
  });

  it('find the range that holds an address, and none between ranges', () => {
    const ranges = [
      { from: 10n, to: 19n, asn: 1 },
      { from: 30n, to: 30n, asn: 4_294_967_295 },
    ];
    const table = new NetworkTable(networkTableBytes(ranges));

    expect([9n, 10n, 19n, 20n, 30n, 31n].map((bits) => table.find(bits))).toEqual([
      undefined,
      1,
      1,
      undefined,
      4_294_967_295,
      undefined,
    ]);
  });
});

const aPerson: Subject = {
  name: '林晓梅',
  idNumber: '110101199603141234',
  phone: '13800000001',
  deviceId: 'phone-0001',
  ip: '223.5.5.5',
};

function ask(
  source: DataSource,
  person = aPerson,
  consentId = 'con_12345678',
): Promise<SourceAnswer> {
  const subject = Object.fromEntries(source.needs.map((part) => [part, person[part]]));
  const { signal } = new AbortController();
  return source.ask({ subject, signal, ...(consentId && { consentId }) });
}
