/** One whole loan, lived over the API: from registration to the last instalment. */
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

export async function borrow(borrower: Borrower, telling: Telling) {
  await telling.step('Bind a bank card', async () => {
    const card = await borrower.bindCard();
    return { detail: `${card.maskedCardNumber} ${card.bank.en}, confirmed by the bank` };
  });
  await telling.step('Apply for a credit limit', async () => {
    const limit = await borrower.applyForLimit(comfortableMeans);
    return { detail: `grade ${limit.grade}, ${yuan(limit.grantedFen)} granted` };
  });
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

/** Twelve months: mostly on the day, once in two parts, once forgotten and late. */
export async function repay(borrower: Borrower, telling: Telling, loanId: string): Promise<void> {
  const { rows, orderId } = await borrower.loan(loanId);
  for (const { n, dueOn } of rows) {
    const forgotten = n === 5;
    await telling.step(`Month ${n}: ${forgotten ? 'forgotten' : `due ${dueOn}`}`, async () => {
      await borrower.world.moveTo(forgotten ? daysAfter(dueOn, 6) : dueOn);
      await borrower.comeBack();
      const before = await borrower.loan(loanId);
      const owed = owedNow(before, n);
      const parts = n === 3 ? [Math.floor(owed / 2), owed - Math.floor(owed / 2)] : [owed];
      const late = await borrower.order(orderId);
      for (const part of parts) await borrower.repay(loanId, part);
      const order = await borrower.order(orderId);
      const how = forgotten
        ? `${late.state} for ${before.daysPastDue} days, then ${yuan(owed)} with penalty`
        : `${yuan(owed)}${parts.length > 1 ? ` in ${parts.length} parts` : ''}`;
      return { detail: how, orderState: order.state };
    });
  }
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
