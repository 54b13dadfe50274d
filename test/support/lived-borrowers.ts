/** Borrowers who live on a running laptop, brought by the API to where a test begins. */
import { accepted } from '../../local/life/answers';
import { Borrower } from '../../local/life/borrower';
import type { World } from '../../local/life/world';
import { livenessFrames } from '../../local/pictures/liveness-frames';
import { type InventedPerson, inventPerson } from '../../local/pictures/people';

let people = 0;
export const aPerson = (): InventedPerson => {
  people += 1;
  return inventPerson(5_000 + people, { sex: 'female' });
};

/** A code on its way to a new phone. */
export async function aCode(world: World): Promise<{ challengeId: string; code: string }> {
  const { phoneNumber: phone } = aPerson();
  const { challengeId } = accepted(await world.client().requestSignInCode({ body: { phone } }));
  return { challengeId, code: await world.codeSentTo(phone) };
}

/** Signed in, with all consents. */
export async function aNewcomer(world: World, person = aPerson()): Promise<Borrower> {
  const newcomer = new Borrower(world, person, 0);
  await newcomer.signIn();
  await newcomer.consent();
  return newcomer;
}

/** The card is read and confirmed; the face is not. */
export async function aConfirmedNewcomer(world: World, person = aPerson()): Promise<Borrower> {
  const newcomer = await aNewcomer(world, person);
  const { read } = await newcomer.haveCardRead(await newcomer.uploadCard());
  await newcomer.confirmCard(read.readingId);
  return newcomer;
}

/** With a bound card and a credit limit. */
export async function aVerifiedBorrower(world: World, person = aPerson()): Promise<Borrower> {
  const borrower = await aConfirmedNewcomer(world, person);
  await borrower.proveFace();
  await borrower.bindCard();
  await borrower.applyForLimit();
  return borrower;
}

/** Of 8,000 yuan for six months, paid out. */
export async function aLoanOf(borrower: Borrower): Promise<{ orderId: string; loanId: string }> {
  const { quoteId } = await borrower.quote(800_000, 6);
  const { orderId: id } = await borrower.submit(quoteId);
  await borrower.waitFor(id, 'approved');
  await borrower.sign(id, (await borrower.readCostSheet(id)).costSheetHash);
  const order = await borrower.waitFor(id, 'repaying');
  return { orderId: id, loanId: order.loanId! };
}

/** A liveness session to be shown a face and completed, more than once. */
export async function aSessionOf({ client, world }: Borrower) {
  const session = accepted(await client.createLivenessSession({ body: {} }));
  const { livenessId, providerSessionId, credentials } = session;
  const { expiresAt: _, ...keys } = credentials;
  return {
    livenessId,
    /** Answers what the camera thought of the head's movement, whoever's head it was. */
    show: async (faceIndex: number): Promise<string> => {
      const challenge = await world.challengeOf(providerSessionId);
      const frames = await livenessFrames(faceIndex, challenge, 7);
      const path = `/_local/rekognition/liveness-sessions/${providerSessionId}/frames`;
      const answer = await fetch(`${world.apiUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          frames: frames.map((frame) => frame.toString('base64')),
          credentials: keys,
        }),
      });
      return ((await answer.json()) as { status: string }).status;
    },
    complete: () => client.completeLivenessSession({ params: { livenessId }, body: {} }),
  };
}

export const identityOf = async ({ client }: Borrower): Promise<string> =>
  accepted(await client.getProfile()).identity;

export function withWrongCheckDigit(idNumber: string): string {
  return idNumber.slice(0, 17) + (idNumber.endsWith('1') ? '2' : '1');
}
