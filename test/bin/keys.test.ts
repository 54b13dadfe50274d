/** The keys command rotates, and says how far it is. */
import { randomBytes } from 'node:crypto';
import { runKeys } from '../../bin/keys';
import { BranchKeys } from '../../lambdas/adapters/branch-keys';
import { CustomerKeys } from '../../lambdas/adapters/customer-keys';
import { KeyRotation } from '../../lambdas/adapters/key-rotation';
import { handler as getProfile } from '../../lambdas/users/get-profile';
import { fakeKeyIds } from '../support/fake-kms';
import { ada, IdentityWorld } from '../support/identity-world';

describe('npm run keys', () => {
  it('says that there is nothing yet', async () => {
    const { code, said } = await run(new IdentityWorld(), '--progress');
    expect(code).toBe(0);
    expect(said).toBe('There is no branch key yet: nothing was ever sealed.');
  });

  it('rotates, re-wraps, renews and retires, and everything stays readable', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const profile = await world.call(getProfile, { as: caller });
    expect((await run(world, '--progress')).said).toMatchInlineSnapshot(`
"branch key 1 of 2026-11-22 wraps: 1 of 1 keys
0 customers' keys have a successor and only open.
100 % are under the newest branch key."
`);
    const rotated = await run(world, '--rotate', '--data-keys');
    expect(rotated.code).toBe(0);
    expect(rotated.said).toMatchInlineSnapshot(`
"1 customers' keys are under branch key 2 now.
branch key 1 of 2026-11-22 only unwraps: 0 of 2 keys
branch key 2 of 2026-11-22 wraps: 2 of 2 keys
1 customers' keys have a successor and only open.
100 % are under the newest branch key."
`);
    world.pass(3 * 86_400);
    expect((await run(world, '--retire')).said).toMatch(
      /^Removed 1 customers' keys and 1 branch keys\.\nbranch key 2 .* wraps: 1 of 1 keys/,
    );
    expect((await world.call(getProfile, { as: caller })).body).toEqual(profile.body);
  });

  it.each([
    [[], /say --progress/],
    [['--rotate', '--retire'], /say --progress/],
    [['--progress', '--data-keys'], /belongs to --rotate/],
    [['--renew'], /renew/],
  ])('does not understand %p', async (words, said) => {
    const answered = await run(new IdentityWorld(), ...words);
    expect(answered.code).toBe(2);
    expect(answered.said).toMatch(said);
  });
});

async function run(world: IdentityWorld, ...words: string[]) {
  const lines: string[] = [];
  const now = () => world.now;
  const { store, vault, kms } = world;
  const keyId = () => fakeKeyIds.sealing;
  const branchKeys = new BranchKeys({ kms: kms.client, store, keyId, now });
  const customerKeys = new CustomerKeys({ store, branchKeys, random: randomBytes });
  const options = { store, vault, branchKeys, customerKeys, random: randomBytes, now };
  const code = await runKeys(
    words,
    async () => new KeyRotation(options),
    (line) => lines.push(line),
  );
  return { code, said: lines.join('\n') };
}
