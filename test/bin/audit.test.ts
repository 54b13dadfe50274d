/** The audit command says whether the trail was touched, and where. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAudit } from '../../bin/audit';
import {
  auditPartition,
  genesisHash,
  headKey,
  type LinkBody,
  linkHash,
  linkKey,
  readLinks,
} from '../../lambdas/core/users/audit-chain';
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

  describe('with an anchor kept elsewhere', () => {
    const directory = mkdtempSync(join(tmpdir(), 'anchors-'));
    const file = (name: string) => join(directory, name);
    afterAll(() => rmSync(directory, { recursive: true }));

    it('finds the trail as it was written down, and what was added since', async () => {
      const { world, ada } = await aWorld();
      const said = await run(world, '--anchor', file('fine'));
      expect(said).toEqual({ code: 0, said: '2 chains written down.' });
      await world.consent({ subject: ada, role: 'borrower', sessionId: 's' }, 'faceRecognition');
      expect(await run(world, '--verify', '--against', file('fine'))).toEqual({
        code: 0,
        said: '4 entries in 2 chains: untouched.',
      });
    });

    it('finds a chain that was written anew as a whole, hashes, head and all', async () => {
      const { world, ada } = await aWorld();
      await run(world, '--anchor', file('forged'));
      await forge(world, ada);
      expect(await run(world, '--verify')).toMatchObject({ code: 0 });
      expect(await run(world, '--verify', '--against', file('forged'))).toEqual({
        code: 1,
        said: `${ada}: entry 2 was changed\n3 entries in 2 chains: 1 found.`,
      });
    });

    it('finds a chain that was removed as a whole, and one cut short with its head', async () => {
      const { world, ada } = await aWorld();
      await run(world, '--anchor', file('gone'));
      const rows = [...world.store.everything()].filter(
        ({ key }) => key.partition === auditPartition(ada),
      );
      for (const { key, version } of rows)
        await world.store.commit([{ kind: 'remove', key, expectedVersion: version }]);
      expect(await run(world, '--verify')).toMatchObject({ code: 0 });
      const { code, said } = await run(world, '--verify', '--against', file('gone'));
      expect(code).toBe(1);
      expect(said).toContain(`${ada}: entries 1 to 2 were removed`);
    });

    it('does not overwrite an anchor, and takes no other file for one', async () => {
      const { world } = await aWorld();
      await run(world, '--anchor', file('twice'));
      await expect(run(world, '--anchor', file('twice'))).rejects.toThrow(/EEXIST/);
      await expect(run(world, '--verify', '--against', 'package.json')).rejects.toThrow(
        /no file of/,
      );
    });
  });

  it.each([
    [[], /say --verify/],
    [['--verify', '--anchor', 'x'], /say --verify/],
    [['--verify', '--customer', 'ada'], /an id like/],
    [['--prove'], /prove/],
  ])('does not understand %p', async (words, said) => {
    const { world } = await aWorld();
    const answered = await run(world, ...words);
    expect(answered.code).toBe(2);
    expect(answered.said).toMatch(said);
  });
});

/** Rewrites the whole chain with another entry in it, as who can write the table could. */
async function forge(world: IdentityWorld, subjectId: string): Promise<void> {
  const links = await readLinks(world.store, subjectId);
  let previousHash = genesisHash(subjectId);
  for (const link of links) {
    const { key, version } = (await world.store.get(linkKey(subjectId, link.sequence)))!;
    const body = { ...link, previousHash, purpose: 'thirdPartySharing' };
    const hash = linkHash(subjectId, body);
    await world.store.commit([{ kind: 'remove', key, expectedVersion: version }]);
    await world.store.commit([{ kind: 'insert', item: { key, body: { ...body, hash } } }]);
    previousHash = hash;
  }
  const { key, version } = (await world.store.get(headKey(subjectId)))!;
  const body = { sequence: links.length, hash: previousHash };
  await world.store.commit([{ kind: 'replace', item: { key, body }, expectedVersion: version }]);
}

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
