/** Signing in over HTTP, on the stack that cdk deploy would deploy: factors, devices, sessions. */
import { createLocalJWKSet, jwtVerify } from 'jose';
import { accepted, Refused } from '../../local/life/answers';
import { Borrower } from '../../local/life/borrower';
import { SoftwarePasskey } from '../../local/life/passkey';
import { laptopOrigin, staffMember } from '../../local/life/staff-member';
import { type World, worldAt } from '../../local/life/world';
import { inventPerson } from '../../local/pictures/people';
import { type RunningLaptop, startRunningLaptop } from '../support/running-laptop';

let laptop: RunningLaptop;
let world: World;

beforeAll(async () => {
  laptop = await startRunningLaptop();
  world = worldAt(laptop.url);
}, 600_000);

afterAll(async () => {
  await laptop?.stop();
});

jest.setTimeout(600_000);

describe('a borrower', () => {
  it('needs a second factor on a new device, and is known there afterwards', async () => {
    const { phone } = await aBorrower(1);
    const code = await codeFor(phone);
    const asked = { ...code, deviceId: 'tablet-0001' };
    const client = world.client();
    const refused = await client.signIn({ body: asked });
    expect(refused).toMatchObject({ status: 403, body: { code: 'second_factor_required' } });
    const second = { gesture: '1596' };
    const { deviceToken } = accepted(await client.signIn({ body: { ...asked, second } }));
    const body = { deviceId: 'tablet-0001', deviceToken: deviceToken!, gesture: '1596' };
    expect((await client.signInWithGesture({ body })).status).toBe(201);
  });

  it('may not sign or bind without a fresh proof, and sees in the refusal what to do', async () => {
    const { borrower } = await aBorrower(2);
    const body = { cardNumber: borrower.person.bankCardNumber, phone: borrower.person.phoneNumber };
    const refused = await borrower.client.bindBankCard({ body });
    expect(refused).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
    await borrower.proveGesture();
    const further = await borrower.client.bindBankCard({ body });
    expect(further).toMatchObject({ body: { code: 'consent_missing' } });
    await world.waitSeconds(300);
    const late = await borrower.client.bindBankCard({ body });
    expect(late).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
  });

  it('adds a passkey and signs in with it alone, on any device', async () => {
    const { borrower } = await aBorrower(3);
    await borrower.proveGesture();
    const passkey = new SoftwarePasskey(laptopOrigin);
    const begun = accepted(await borrower.client.createPasskeyRegistration({ body: {} }));
    const answer = passkey.create(begun.options);
    const { ceremonyId } = begun;
    accepted(await borrower.client.registerPasskey({ body: { ceremonyId, answer, label: 'p' } }));
    const asked = accepted(await world.client().createPasskeyChallenge({ body: {} }));
    const used = { ceremonyId: asked.ceremonyId, answer: passkey.use(asked.options) };
    const body = { deviceId: 'laptop-0003', ...used };
    const session = accepted(await world.client().signInWithPasskey({ body }));
    expect(session.customerId).toBe(borrower.customerId);
    const { passkeys } = accepted(await borrower.client.listFactors());
    expect(passkeys).toMatchObject([{ label: 'p' }]);
  });

  it('changes the phone, proving both', async () => {
    const { borrower, phone } = await aBorrower(4);
    const { phoneNumber: newPhone } = inventPerson(6_500);
    await world.waitSeconds(60);
    await borrower.proveGesture();
    const sent = accepted(await borrower.client.startPhoneChange({ body: { phone: newPhone } }));
    const typed = async (challengeId: string, to: string) => ({
      challengeId,
      code: await world.codeSentTo(to),
    });
    const body = {
      phone: newPhone,
      old: await typed(sent.old.challengeId, phone),
      new: await typed(sent.new.challengeId, newPhone),
    };
    const changed = accepted(await borrower.client.completePhoneChange({ body }));
    expect(changed.maskedPhone).toBe(`${newPhone.slice(0, 3)}****${newPhone.slice(-4)}`);
    const { maskedPhone } = accepted(await borrower.client.getProfile());
    expect(maskedPhone).toBe(changed.maskedPhone);
  });

  it('sees all sessions and ends one of them, whose token then opens nothing', async () => {
    const { borrower, phone } = await aBorrower(5);
    const { client: elsewhere } = borrower;
    await world.waitSeconds(60);
    await borrower.signIn();
    const { sessions } = accepted(await borrower.client.listSessions());
    const other = sessions.find(({ isThisOne }) => !isThisOne)!;
    const { sessionId } = other;
    accepted(await borrower.client.endSession({ params: { sessionId } }));
    await expect(elsewhere.getProfile().then(accepted)).rejects.toThrow(Refused);
    expect((await borrower.client.getProfile()).status).toBe(200);
    expect(phone).toHaveLength(11);
  });
});

describe('staff', () => {
  it('sign in with the passkey that the operator’s ticket let them create', async () => {
    const auditor = await staffMember(world, 'auditor');
    const on = await world.today();
    expect((await auditor.client.getTrialBalance({ query: { on } })).status).toBe(200);
    const asBorrower = await auditor.client.getProfile();
    expect(asBorrower).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});

describe('the keys of access tokens', () => {
  it('are published where everybody looks for them', async () => {
    const { borrower } = await aBorrower(6);
    const keys = accepted(await world.client().getTokenKeys());
    const { protectedHeader } = await jwtVerify(borrower.accessToken, createLocalJWKSet(keys), {
      audience: 'urn:sunlend:dev:api',
      clockTolerance: 3_600,
    });
    expect(keys.keys.map(({ kid }) => kid)).toContain(protectedHeader.kid);
  });
});

/** Signed in, with a gesture password, a minute ago. */
async function aBorrower(seed: number) {
  const borrower = new Borrower(world, inventPerson(6_000 + seed), 0);
  await borrower.signIn();
  await borrower.setGesture();
  await world.waitSeconds(60);
  return { borrower, phone: borrower.person.phoneNumber };
}

async function codeFor(phone: string) {
  const { challengeId } = accepted(await world.client().requestSignInCode({ body: { phone } }));
  return { challengeId, code: await world.codeSentTo(phone) };
}
