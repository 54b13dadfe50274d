/** The phone changes when both phones are proven, and everything else is as it was. */
import { listLive, startSession } from '../../lambdas/core/users/sessions';
import { handler as completePhoneChange } from '../../lambdas/users/complete-phone-change';
import { handler as getProfile } from '../../lambdas/users/get-profile';
import { handler as startPhoneChange } from '../../lambdas/users/start-phone-change';
import { asCaller, type SignedIn, UsersWorld } from '../support/users-world';

const oldPhone = '13900000001';
const newPhone = '13900000007';

describe('changing the phone', () => {
  it('takes a code from each phone; then the new one signs in and the old one registers', async () => {
    const { world, ada } = await someone();
    const codes = await start(world, ada);
    expect(await complete(world, ada, codes)).toEqual({
      status: 200,
      body: { maskedPhone: '139****0007' },
    });
    const profile = await world.call(getProfile, { as: asCaller(ada) });
    expect(profile.body.maskedPhone).toBe('139****0007');
    world.pass(60);
    expect((await world.signIn(newPhone)).customerId).toBe(ada.customerId);
    expect((await world.signIn(oldPhone)).customerId).not.toBe(ada.customerId);
    for (const phone of [oldPhone, newPhone]) expect(world.everything()).not.toContain(phone);
  });

  it('says on both phones what the code does', async () => {
    const { world, ada } = await someone();
    await start(world, ada);
    expect(world.messages.slice(-2)).toMatchObject([
      { phone: newPhone, notice: { kind: 'phoneChangeCode' } },
      { phone: oldPhone, notice: { kind: 'phoneChangeCode' } },
    ]);
  });

  it('ends every other session', async () => {
    const world = new UsersWorld();
    const elsewhere = await world.signIn(oldPhone);
    world.pass(60);
    const ada = await world.signIn(oldPhone);
    world.pass(60);
    await complete(world, ada, await start(world, ada));
    expect(await world.isLetIn(elsewhere.accessToken)).toBe(false);
    expect(await world.isLetIn(ada.accessToken)).toBe(true);
  });

  it('ends them all, however often one has signed in within the month', async () => {
    const { world, ada } = await someone();
    const subject = { id: ada.customerId, role: 'borrower' };
    const begin = () =>
      startSession({ subject, factor: 'gesture', deviceId: 'device-1' }, world.now, world.random);
    for (let n = 0; n < 120; n += 1) await world.store.commit([begin().change]);
    await complete(world, ada, await start(world, ada));
    expect(await listLive(world.store, ada.customerId, world.now)).toHaveLength(1);
  });

  it.each(['old', 'new'] as const)('fails with a wrong code of the %s phone', async (which) => {
    const { world, ada } = await someone();
    const codes = await start(world, ada);
    const code = codes[which].code === '000000' ? '000001' : '000000';
    const reply = await complete(world, ada, { ...codes, [which]: { ...codes[which], code } });
    expect(reply.body.code).toBe('code_wrong');
    expect((await complete(world, ada, codes)).status).toBe(200);
  });

  it('fails with one code in both places, and with the codes exchanged', async () => {
    const { world, ada } = await someone();
    const codes = await start(world, ada);
    for (const swapped of [
      { old: codes.old, new: codes.old },
      { old: codes.new, new: codes.new },
      { old: codes.new, new: codes.old },
    ])
      expect((await complete(world, ada, swapped)).body.code).toBe('code_expired');
  });

  it('fails for another phone than the one that was proven', async () => {
    const { world, ada } = await someone();
    const codes = await start(world, ada);
    const reply = await complete(world, ada, codes, '13900000008');
    expect(reply.body.code).toBe('code_expired');
  });

  it('fails with the codes of somebody else’s change', async () => {
    const { world, ada } = await someone();
    const eve = await world.signIn('13900000002');
    world.pass(60);
    const theirs = await start(world, eve);
    expect((await complete(world, ada, theirs)).body.code).toBe('code_expired');
  });

  it('fails when the phone is another customer’s, which is told to who has it only', async () => {
    const { world, ada } = await someone();
    await world.signIn(newPhone);
    world.pass(60);
    const codes = await start(world, ada);
    const reply = await complete(world, ada, codes);
    expect(reply).toMatchObject({ status: 409, body: { code: 'phone_taken' } });
  });

  it('happens once, however often it is asked for at the same moment', async () => {
    const { world, ada } = await someone();
    const codes = await start(world, ada);
    const replies = await Promise.all([complete(world, ada, codes), complete(world, ada, codes)]);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    world.pass(60);
    expect((await world.signIn(newPhone)).customerId).toBe(ada.customerId);
  });

  it('needs a fresh second factor at both steps', async () => {
    const { world, ada } = await someone();
    const as = await world.callerOf(ada);
    for (const [handler, body] of [
      [startPhoneChange, { phone: newPhone }],
      [completePhoneChange, {}],
    ] as const)
      expect((await world.call(handler, { as, body })).body.code).toBe('step_up_required');
  });
});

async function someone() {
  const world = new UsersWorld();
  const ada = await world.signIn(oldPhone);
  world.pass(60);
  return { world, ada };
}

interface Codes {
  readonly old: { readonly challengeId: string; readonly code: string };
  readonly new: { readonly challengeId: string; readonly code: string };
}

async function start(world: UsersWorld, caller: SignedIn): Promise<Codes> {
  const as = asCaller(caller);
  const { body } = await world.call(startPhoneChange, { as, body: { phone: newPhone } });
  const [toNew, toOld] = world.messages.slice(-2).map(({ notice }) => notice.code);
  return {
    old: { challengeId: body.old.challengeId, code: toOld! },
    new: { challengeId: body.new.challengeId, code: toNew! },
  };
}

const complete = (world: UsersWorld, caller: SignedIn, codes: Codes, phone = newPhone) =>
  world.call(completePhoneChange, { as: asCaller(caller), body: { phone, ...codes } });
