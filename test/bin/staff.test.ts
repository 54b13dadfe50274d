/** The staff command hires and lets go, and says in a sentence what it did or needs. */
import { runStaff } from '../../bin/staff';
import { UsersWorld } from '../support/users-world';

describe('npm run staff', () => {
  it('hires: the ticket creates one passkey, which signs in with the role', async () => {
    const world = new UsersWorld();
    const { code, said } = await run(world, 'add', '--role', 'reviewer', '--label', 'Anna 陈');
    expect(code).toBe(0);
    expect(said[0]).toMatch(/^stf_[a-z2-7]{26} may create a passkey as reviewer, once, within/);
    const staff = await world.enrol(said[1]!);
    expect(await staff.signIn()).toMatchObject({ role: 'reviewer' });
    await expect(world.enrol(said[1]!)).rejects.toThrow('ticket_invalid');
  });

  it('lists who works here', async () => {
    const world = new UsersWorld();
    await run(world, 'add', '--role', 'reviewer', '--label', 'Anna');
    world.pass(1);
    await run(world, 'add', '--role', 'admin', '--label', 'Bo');
    const { said } = await run(world, 'list');
    expect(said).toEqual([
      expect.stringMatching(/^stf_\w{26} {2}reviewer {2}2026-11-22 {2}Anna$/),
      expect.stringMatching(/^stf_\w{26} {2}admin {5}2026-11-22 {2}Bo$/),
    ]);
  });

  it('lets go: the session ends at once, and the passkey opens nothing any more', async () => {
    const world = new UsersWorld();
    const { staffId, ticket } = await hired(world);
    const staff = await world.enrol(ticket);
    const session = await staff.signIn();
    expect(await run(world, 'remove', '--staff', staffId)).toMatchObject({ code: 0 });
    expect(await world.isLetIn(session.accessToken)).toBe(false);
    await expect(staff.signIn()).rejects.toThrow('passkey_rejected');
    expect(await run(world, 'remove', '--staff', staffId)).toEqual({
      code: 1,
      said: ['Not staff.'],
    });
  });

  it('gives a new ticket to who lost the authenticator, whose passkey and sessions end', async () => {
    const world = new UsersWorld();
    const { staffId, ticket } = await hired(world);
    const lost = await world.enrol(ticket);
    const session = await lost.signIn();
    const { said } = await run(world, 'ticket', '--staff', staffId);
    expect(await world.isLetIn(session.accessToken)).toBe(false);
    await expect(lost.signIn()).rejects.toThrow('passkey_rejected');
    const found = await world.enrol(said[1]!);
    expect(await found.signIn()).toMatchObject({ customerId: staffId });
  });

  it('ends the ticket before, which somebody else may hold', async () => {
    const world = new UsersWorld();
    const { staffId, ticket } = await hired(world);
    const { said } = await run(world, 'ticket', '--staff', staffId);
    await expect(world.enrol(ticket)).rejects.toThrow('ticket_invalid');
    expect(await (await world.enrol(said[1]!)).signIn()).toMatchObject({ role: 'reviewer' });
  });

  it('makes tickets that serve for a day', async () => {
    const world = new UsersWorld();
    const { ticket } = await hired(world);
    world.pass(86_400);
    await expect(world.enrol(ticket)).rejects.toThrow('ticket_invalid');
  });

  it('keeps no ticket in the open', async () => {
    const world = new UsersWorld();
    const { ticket } = await hired(world);
    expect(world.everything()).toContain('TICKET#');
    expect(world.everything()).not.toContain(ticket);
  });

  it.each([
    [['add', '--role', 'boss', '--label', 'x'], /no such role/],
    [['add', '--role', 'borrower', '--label', 'x'], /no such role/],
    [['add', '--label', 'x'], /no such role/],
    [['add', '--role', 'admin'], /the label is/],
    [['add', '--role', 'admin', '--label', '<b>'], /the label is/],
    [['remove', '--staff', 'anna'], /begins with stf_/],
    [['ticket'], /begins with stf_/],
    [['promote'], /say add, ticket, remove or list/],
    [['add', 'remove'], /one thing at a time/],
    [['--rule', 'admin'], /rule/],
    [[], /say add, ticket, remove or list/],
  ])('does not understand %p and writes nothing', async (words, said) => {
    const world = new UsersWorld();
    const answered = await run(world, ...words);
    expect(answered.code).toBe(2);
    expect(answered.said[0]).toMatch(said);
    expect(answered.said[0]).toMatch(/TABLE_USERS/);
    expect(world.everything()).toBe('');
  });
});

async function run(world: UsersWorld, ...words: string[]) {
  const said: string[] = [];
  const code = await runStaff(
    words,
    () => world,
    (line) => said.push(line),
    world.now,
  );
  return { code, said };
}

async function hired(world: UsersWorld) {
  const { said } = await run(world, 'add', '--role', 'reviewer', '--label', 'Anna');
  const staffId = /^stf_\w{26}/.exec(said[0]!)![0];
  return { staffId, ticket: said[1]! };
}
