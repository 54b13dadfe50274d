/** The staff command gives and takes roles, and says in a sentence what it did or needs. */
import { runStaff } from '../../bin/staff';
import { UsersWorld } from '../support/users-world';

const phone = '13900000001';

describe('npm run staff', () => {
  it('lets a phone sign in with a role, and no longer', async () => {
    const world = new UsersWorld();
    const added = await run(world, 'add', '--role', 'reviewer', '--phone', phone);
    expect(added.code).toBe(0);
    expect(added.said).toMatch(/^stf_[a-z2-7]{26} may now sign in as reviewer\.$/);
    expect(await world.signIn(phone)).toMatchObject({ role: 'reviewer' });
    expect(await run(world, 'remove', '--phone', phone)).toMatchObject({ code: 0 });
    world.pass(60);
    expect(await world.signIn(phone)).toMatchObject({ role: 'borrower' });
    expect(await run(world, 'remove', '--phone', phone)).toEqual({ code: 1, said: 'Not staff.' });
  });

  it('does not make staff of a borrower', async () => {
    const world = new UsersWorld();
    await world.signIn(phone);
    const refused = await run(world, 'add', '--role', 'admin', '--phone', phone);
    expect(refused.code).toBe(1);
    expect(refused.said).toMatch(/belongs to a borrower/);
  });

  it.each([
    [['add', '--role', 'boss', '--phone', phone], /no such role/],
    [['add', '--role', 'borrower', '--phone', phone], /no such role/],
    [['add', '--phone', phone], /no such role/],
    [['add', '--role', 'admin', '--phone', '12345'], /eleven digits/],
    [['add', '--role', 'admin'], /eleven digits/],
    [['promote', '--phone', phone], /say add or remove/],
    [['add', 'remove', '--phone', phone], /say add or remove/],
    [['--rule', 'admin'], /rule/],
    [[], /say add or remove/],
  ])('does not understand %p and writes nothing', async (words, said) => {
    const world = new UsersWorld();
    const answered = await run(world, ...words);
    expect(answered.code).toBe(2);
    expect(answered.said).toMatch(said);
    expect(answered.said).toMatch(/TABLE_USERS and BLIND_INDEX_KEY_ARN/);
    expect(world.everything()).toBe('');
  });
});

async function run(world: UsersWorld, ...words: string[]) {
  const lines: string[] = [];
  const code = await runStaff(
    words,
    () => world,
    (line) => lines.push(line),
    world.now,
  );
  return { code, said: lines.join('\n') };
}
