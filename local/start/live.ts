/** Lives one loan, turns an impostor away, and looks at what it left behind. */

import { searchPlaintext } from '../cloud/search';
import type { Laptop } from '../laptop';
import { accepted } from '../life/answers';
import { Borrower } from '../life/borrower';
import { staffMember } from '../life/staff-member';
import { becomeKnown, borrow, openLimit, outcomeOf, proveFace, repay } from '../life/story';
import { failUntold, misprintNextDebit, settleDifferences } from '../life/stray-money';
import type { Telling } from '../life/telling';
import { worldAt } from '../life/world';
import { type InventedPerson, inventPerson } from '../pictures/people';
import { type Report, reportOf } from './report';

/** Of the 22 faces of the sample photos: three different people. */
const borrowersFace = 0;
const victimsFace = 6;
const impostorsFace = 3;

export async function liveOneLoan(laptop: Laptop, telling: Telling): Promise<Report> {
  const beganAt = performance.now();
  const world = worldAt(laptop.url);
  const seed = Math.floor(Math.random() * 1e9);
  const borrower = new Borrower(world, inventPerson(seed, { sex: 'female' }), borrowersFace);

  telling.chapter('A borrower, from registration to the last instalment');
  await becomeKnown(borrower, telling);
  await proveFace(borrower, telling);
  await openLimit(borrower, telling);
  telling.chapter('A disbursement that fails, and nobody says so');
  const untold = await failUntold(borrower, telling, async () => timesAsked(laptop));
  telling.chapter('The loan');
  const before = transitionsOf(laptop, 'loan-origination');
  const { loanId } = await borrow(borrower, telling);
  telling.chapter('Twelve months');
  await misprintNextDebit(world);
  telling.note('The bank will print one fen too much of the first debit on its statement.');
  const forgotten = await repay(borrower, telling, loanId);
  const loan = await outcomeOf(borrower, loanId);

  telling.chapter('Somebody else’s ID card');
  const victim = new Borrower(world, inventPerson(seed + 1, { sex: 'female' }), victimsFace);
  const impostor = await impersonate(victim, laptop, telling);

  telling.chapter('What is left');
  const reconciliation = await settleDifferences(world, telling);
  const ledger = await auditLedger(laptop, telling);
  const found = await lookForPlaintext(laptop, telling, [borrower.person, victim.person]);
  const { meter, authorizer } = laptop.cloud;
  return reportOf({
    steps: telling.steps,
    seconds: (performance.now() - beganAt) / 1000,
    loan,
    forgotten,
    untold,
    reconciliation,
    impostor,
    ledger,
    found,
    byCause: meter.byCause(),
    total: meter.total(),
    transitions: {
      ofTheLoan: transitionsOf(laptop, 'loan-origination') - before,
      ofTheNights: transitionsOf(laptop, 'loan-servicing'),
      ofCollection: transitionsOf(laptop, 'collections'),
    },
    denied: authorizer.denials(),
  });
}

/** By the workflow's step, which runs only where no callback came. */
const timesAsked = ({ cloud: { meter } }: Laptop): number =>
  Object.entries(meter.byCause())
    .filter(([cause]) => cause.endsWith(': QueryDisbursement'))
    .reduce((sum, [, { invocations }]) => sum + invocations, 0);

const transitionsOf = ({ cloud: { meter } }: Laptop, workflow: string): number =>
  Object.entries(meter.byCause())
    .filter(([cause]) => cause.startsWith('workflow ') && cause.endsWith(`-${workflow}`))
    .reduce((sum, [, { transitions }]) => sum + transitions, 0);

/** Refused for the right reason: the face was alive and compared, and is another person's. */
async function impersonate(
  victim: Borrower,
  { cloud: { meter } }: Laptop,
  telling: Telling,
): Promise<Report['impostor']> {
  const comparisons = () => meter.total().calls.rekognition?.CompareFaces ?? 0;
  await becomeKnown(victim, telling);
  const comparedBefore = comparisons();
  const { refusal } = await telling.step('Another face before the camera', async () => {
    const answer = await victim.showFace(impostorsFace);
    const code = answer.problem ? answer.body.code : 'accepted';
    const how =
      comparisons() > comparedBefore ? 'alive, but not the face on the card' : 'not alive';
    return { detail: `${answer.status} ${code}: ${how}`, refusal: code };
  });
  const { identity } = accepted(await victim.client.getProfile());
  const wasCompared = comparisons() > comparedBefore;
  const isRefused = refusal === 'face_not_verified' && identity !== 'verified';
  return { refused: isRefused && wasCompared, code: refusal };
}

async function auditLedger(laptop: Laptop, telling: Telling) {
  const { ledger } = await telling.step('The auditor draws the trial balance', async () => {
    const world = worldAt(laptop.url);
    const auditor = await staffMember(world, 'auditor');
    const on = await world.today();
    const balance = accepted(await auditor.client.getTrialBalance({ query: { on } }));
    const { accounts, postings, sumFen } = balance;
    const used = accounts.filter(({ balanceFen }) => balanceFen !== 0);
    const detail = `${postings} postings over ${used.length} accounts sum to ${sumFen}`;
    return { detail, ledger: { accounts: used, postings, sumFen } };
  });
  return ledger;
}

async function lookForPlaintext(
  laptop: Laptop,
  telling: Telling,
  people: readonly InventedPerson[],
) {
  const { hits } = await telling.step('Search everything kept for plaintext', async () => {
    const needles = people.flatMap(({ idNumber, bankCardNumber, phoneNumber }) => [
      { label: 'ID number', text: idNumber },
      { label: 'card number', text: bankCardNumber },
      { label: 'phone number', text: phoneNumber },
    ]);
    const found = await searchPlaintext(laptop.cloud, needles);
    const detail = `tables, streams, logs, histories, buckets: ${found.length} hits`;
    return { detail, hits: found };
  });
  return hits;
}
