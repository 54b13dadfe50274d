/** One whole loan, lived over the API: from registration to the last instalment. */
import { randomUUID } from 'node:crypto';
import { accepted } from './answers';
import { type Borrower, comfortableMeans } from './borrower';
import { percent, type Telling, yuan } from './telling';

export interface LivedLoan {
  readonly orderId: string;
  readonly loanId: string;
  readonly orderState: string;
  readonly loanState: string;
  readonly paidFen: number;
}

const amountFen = 1_200_000;
const termMonths = 12;

export async function becomeKnown(borrower: Borrower, telling: Telling): Promise<void> {
  await telling.step('Sign in by SMS code', async () => {
    await borrower.signIn();
    return { detail: `customer ${borrower.customerId}` };
  });
  await telling.step('Set a gesture password', async () => {
    await borrower.setGesture();
    return { detail: 'the second factor for binding a card and signing' };
  });
  await telling.step('Consent, purpose by purpose', async () => ({
    detail: `${await borrower.consent()} texts read and agreed to, each with its hash`,
  }));
  const uploadId = await telling.step('Send the ID card, both sides', async () => {
    const id = await borrower.uploadCard();
    return { detail: 'straight to the bucket, by presigned form', id };
  });
  const reading = await telling.step('Read the card (PP-OCRv4)', async () => {
    const { read, retakes } = await borrower.haveCardRead(uploadId.id);
    const confidence = `confidence ${(read.confidence * 100).toFixed(1)} %`;
    const again = retakes > 0 ? `, retaken ${retakes} times` : '';
    return { detail: `${read.maskedIdNumber}, ${confidence}${again}`, read };
  });
  await telling.step('Confirm the fields', async () => {
    await borrower.confirmCard(reading.read.readingId);
    return { detail: 'the typed number equals the card; one person, one account' };
  });
}

export async function proveFace(borrower: Borrower, telling: Telling): Promise<void> {
  await telling.step('Liveness and face match', async () => {
    await borrower.proveFace();
    return { detail: 'five frames of head movement, compared with the portrait' };
  });
}

export async function openLimit(borrower: Borrower, telling: Telling): Promise<void> {
  await telling.step('Bind a bank card', async () => {
    const card = await borrower.bindCard();
    return { detail: `${card.maskedCardNumber} ${card.bank.en}, confirmed by the bank` };
  });
  await telling.step('Apply for a credit limit', async () => {
    const limit = await borrower.applyForLimit(comfortableMeans);
    return { detail: `grade ${limit.grade}, ${yuan(limit.grantedFen)} granted` };
  });
}

export async function borrow(borrower: Borrower, telling: Telling) {
  const { quote } = await telling.step(`Quote ${yuan(amountFen)} for a year`, async () => {
    const priced = await borrower.quote(amountFen, termMonths);
    const { nominalPpm, effectivePpm, capPpm } = priced.allInCost;
    const cost = `all-in ${percent(nominalPpm)} nominal, ${percent(effectivePpm)} effective`;
    return { detail: `${cost}, cap ${percent(capPpm)}`, quote: priced };
  });
  const submitted = await telling.step('Submit the order', async () => {
    const order = await borrower.submit(quote.quoteId);
    return { detail: order.orderId, orderState: order.state, order };
  });
  const { orderId } = submitted.order;
  await telling.step('Workflow: identity, rules, score', async () => {
    const order = await borrower.waitFor(orderId, 'approved', 'rejected');
    return { detail: `offer until ${order.offerExpiresAt}`, orderState: order.state };
  });
  const { sheet } = await telling.step('Read the cost sheet', async () => {
    const read = await borrower.readCostSheet(orderId);
    const total = `${yuan(read.totalFen)} in ${read.rows.length} instalments`;
    return { detail: `${total}, shown for ${read.readingSeconds} s`, sheet: read };
  });
  await telling.step('Sign', async () => {
    const order = await borrower.sign(orderId, sheet.costSheetHash);
    return { detail: `cost sheet ${sheet.costSheetHash.slice(0, 12)}…`, orderState: order.state };
  });
  return telling.step('Disbursement by the bank', async () => {
    const order = await borrower.waitFor(orderId, 'repaying', 'disbursementFailed');
    const loanId = order.loanId ?? '';
    return {
      detail: 'called back, signed; the schedule is fixed',
      orderState: order.state,
      loanId,
    };
  });
}

/** What became of the month that was forgotten. */
export interface ForgottenMonth {
  /** Contacts that were made: the gate let them through. */
  readonly reminded: number;
  readonly overdueState: string;
  readonly promise: string;
  readonly endState: string;
}

const forgottenMonth = 5;

/** Twelve months: mostly on the day, once in two parts, once forgotten, promised and late. */
export async function repay(
  borrower: Borrower,
  telling: Telling,
  loanId: string,
): Promise<ForgottenMonth> {
  const { rows, orderId } = await borrower.loan(loanId);
  let forgotten: ForgottenMonth | undefined;
  for (const row of rows) {
    if (row.n === forgottenMonth) {
      forgotten = await forget(borrower, telling, loanId, row.dueOn);
      continue;
    }
    await telling.step(`Month ${row.n}: due ${row.dueOn}`, async () => {
      await borrower.world.moveTo(row.dueOn);
      await borrower.comeBack();
      const owed = owedNow(await borrower.loan(loanId), row.n);
      const parts = row.n === 3 ? [Math.floor(owed / 2), owed - Math.floor(owed / 2)] : [owed];
      for (const part of parts) await borrower.repay(loanId, part);
      const order = await borrower.order(orderId);
      const how = `${yuan(owed)}${parts.length > 1 ? ` in ${parts.length} parts` : ''}`;
      return { detail: how, orderState: order.state };
    });
  }
  if (!forgotten) throw new Error('the loan is shorter than the month to be forgotten');
  return forgotten;
}

/** The night reminds and marks; the borrower promises a day, and keeps the word. */
async function forget(
  borrower: Borrower,
  telling: Telling,
  loanId: string,
  dueOn: string,
): Promise<ForgottenMonth> {
  const { world } = borrower;
  const { late, reminded } = await telling.step(`Month ${forgottenMonth}: forgotten`, async () => {
    await world.moveTo(daysAfter(dueOn, 6));
    await borrower.comeBack();
    const contacts = accepted(await borrower.client.listContacts({ query: {} })).contacts;
    const made = contacts.filter(({ status }) => status !== 'refused').length;
    const loan = await borrower.loan(loanId);
    const { state } = await borrower.order(loan.orderId);
    const detail = `reminded ${made} times, ${loan.daysPastDue} days past due`;
    return { detail, orderState: state, late: { ...loan, orderState: state }, reminded: made };
  });
  const payOn = daysAfter(dueOn, 8);
  const { promise } = await telling.step('Promise to pay', async () => {
    const body = { amountFen: owedNow(late, forgottenMonth), on: payOn };
    const params = { loanId };
    const idempotencyKey = randomUUID();
    const made = accepted(await borrower.client.makePromise({ params, body, idempotencyKey }));
    const detail = `${yuan(made.amountFen)} by ${made.on}: nobody calls until then`;
    return { detail, promise: made.status };
  });
  const paid = await telling.step('Keep the promise', async () => {
    await world.moveTo(payOn);
    await borrower.comeBack();
    const owed = owedNow(await borrower.loan(loanId), forgottenMonth);
    await borrower.repay(loanId, owed);
    const { state } = await borrower.order(late.orderId);
    return { detail: `${yuan(owed)} with penalty`, orderState: state };
  });
  return { reminded, overdueState: late.orderState, promise, endState: paid.orderState };
}

type Loan = Awaited<ReturnType<Borrower['loan']>>;

/** What instalments up to the nth still owe. */
const owedNow = ({ rows }: Loan, n: number): number =>
  rows.filter((row) => row.n <= n).reduce((sum, row) => sum + row.totalFen - row.paidFen, 0);

const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The end of it, as the API tells. */
export async function outcomeOf(borrower: Borrower, loanId: string): Promise<LivedLoan> {
  const loan = await borrower.loan(loanId);
  const order = await borrower.order(loan.orderId);
  return {
    orderId: loan.orderId,
    loanId,
    orderState: order.state,
    loanState: loan.state,
    paidFen: loan.rows.reduce((sum, row) => sum + row.paidFen, 0),
  };
}
