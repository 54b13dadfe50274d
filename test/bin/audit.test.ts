/** The audit command says whether the trail was touched, and where. */
import { runAudit } from '../../bin/audit';
import type { LinkBody } from '../../lambdas/core/users/audit-chain';
import { linkKey } from '../../lambdas/core/users/audit-chain';
import { IdentityWorld } from '../support/identity-world';

describe('npm run audit', () => {
  it('finds the trails of all customers untouched', async () => {
    const { world } = await aWorld();
    expect(await run(world, '--verify')).toEqual({
      code: 0,
      said: '3 entries in 2 chains: untouched.',
    });
  });

  it('names the customer and the entry that was changed', async () => {
    const { world, ada } = await aWorld();
    const { key, body, version } = (await world.store.get<LinkBody>(linkKey(ada, 2)))!;
    const item = { key, body: { ...body, purpose: 'review' } };
    await world.store.commit([{ kind: 'replace', item, expectedVersion: version }]);
    const { code, said } = await run(world, '--verify');
    expect(code).toBe(1);
    expect(said).toBe(`${ada}: entry 2 was changed\n3 entries in 2 chains: 1 found.`);
  });

  it('looks at one customer only when asked to', async () => {
    const { world, ada, eve } = await aWorld();
    await world.store.commit([{ kind: 'remove', key: linkKey(ada, 1), expectedVersion: 1 }]);
    expect(await run(world, '--verify', '--customer', eve)).toMatchObject({ code: 0 });
    const { code, said } = await run(world, '--verify', '--customer', ada);
    expect(code).toBe(1);
    expect(said).toContain('entry 1 was removed');
  });

  it.each([
    [[], /say --verify/],
    [['--verify', '--customer', 'ada'], /an id like/],
    [['--prove'], /prove/],
  ])('does not understand %p', async (words, said) => {
    const { world } = await aWorld();
    const answered = await run(world, ...words);
    expect(answered.code).toBe(2);
    expect(answered.said).toMatch(said);
  });
});

/** Ada has given two consents, Eve one. */
async function aWorld() {
  const world = new IdentityWorld();
  const ada = await world.newcomer('13900000001', 'privacyPolicy', 'creditInquiry');
  const eve = await world.newcomer('13900000002', 'privacyPolicy');
  return { world, ada: ada.subject, eve: eve.subject };
}

async function run(world: IdentityWorld, ...words: string[]) {
  const lines: string[] = [];
  const code = await runAudit(
    words,
    async () => world.store,
    (line) => lines.push(line),
  );
  return { code, said: lines.join('\n') };
}
