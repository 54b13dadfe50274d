/** An invented borrower who uses the API as an app would, step by step. */
import { randomInt, randomUUID } from 'node:crypto';
import type { CardField } from '../../lambdas/core/users/id-card';
import type { Client } from '../client';
import { faceOf } from '../pictures/faces';
import { renderIdCardBack, renderIdCardFront } from '../pictures/id-card';
import { livenessFrames } from '../pictures/liveness-frames';
import type { InventedPerson } from '../pictures/people';
import { accepted } from './answers';
import type { World } from './world';

/** A borrower's means, as declared. */
export interface Means {
  readonly monthlyIncomeFen: number;
  readonly monthlyDebtFen: number;
  readonly employment: 'salaried' | 'selfEmployed' | 'publicService' | 'student' | 'unemployed';
  readonly employedMonths: number;
}

export const comfortableMeans: Means = {
  monthlyIncomeFen: 1_200_000,
  monthlyDebtFen: 80_000,
  employment: 'salaried',
  employedMonths: 48,
};

export class Borrower {
  client: Client;
  customerId = '';
  bankCardId = '';
  accessToken = '';
  private refreshToken = '';
  private deviceToken: string | undefined;
  private hasGesture = false;
  private signedInOn = '';
  /** Of the card read last: what its owner looks at once more before confirming it. */
  private fieldsToCheck: readonly CardField[] = [];

  constructor(
    readonly world: World,
    readonly person: InventedPerson,
    /** Whose face is on the card. */
    readonly faceIndex: number,
  ) {
    this.client = world.client();
  }

  async signIn(): Promise<void> {
    const { phoneNumber } = this.person;
    const sent = accepted(await this.client.requestSignInCode({ body: { phone: phoneNumber } }));
    const code = await this.world.codeSentTo(phoneNumber);
    const { challengeId } = sent;
    const { deviceId, deviceToken } = this;
    this.signedInOn = await this.world.today();
    const body = { challengeId, code, deviceId, ...(deviceToken && { deviceToken }) };
    this.hold(accepted(await this.client.signIn({ body })));
  }

  /** The second factor, drawn on nine dots; right after signing in by code. */
  async setGesture(): Promise<void> {
    accepted(await this.client.setGesturePassword({ body: { gesture } }));
    this.hasGesture = true;
  }

  /** What binding a card and signing ask for: opens the session for five minutes. */
  async proveGesture(): Promise<void> {
    if (!this.hasGesture) await this.setGesture();
    accepted(await this.client.proveFactor({ body: { gesture } }));
  }

  private get deviceId(): string {
    return `laptop-${this.person.phoneNumber.slice(-4)}`;
  }

  /** After a moved clock: refreshes a young session, begins a new one in place of an old one. */
  async comeBack(): Promise<void> {
    const days = daysBetween(this.signedInOn, await this.world.today());
    if (days > refreshableDays) return this.signIn();
    const { refreshToken } = this;
    this.hold(accepted(await this.client.refreshSession({ body: { refreshToken } })));
  }

  /** To everything, but for what is declined. */
  async consent(...declined: readonly string[]): Promise<number> {
    const { texts } = accepted(await this.client.listConsentTexts({}));
    const given = texts.filter(({ purpose }) => !declined.includes(purpose));
    for (const { purpose, version, textHash } of given)
      accepted(await this.client.giveConsent({ body: { purpose, version, textHash } }));
    return given.length;
  }

  /** Sends both pictures of the rendered card to where the API says; a retake lies a bit askew. */
  async uploadCard(tiltDegrees = 0): Promise<string> {
    const upload = accepted(await this.client.createCardUpload({ body: {} }));
    const portrait = await faceOf(this.faceIndex);
    await sendPicture(
      upload.front,
      await renderIdCardFront(this.person, portrait, { tiltDegrees }),
    );
    await sendPicture(upload.back, await renderIdCardBack(this.person, { tiltDegrees }));
    return upload.uploadId;
  }

  /** When told that the card could not be read, its owner takes the pictures again. */
  async haveCardRead(uploadId: string) {
    let answer = await this.readingOf(uploadId);
    let retakes = 0;
    while (answer.problem && isRetakeAsked(answer.body.code) && retakes < 3) {
      retakes += 1;
      answer = await this.readingOf(await this.uploadCard(retakes - 0.5));
    }
    const read = accepted(answer);
    this.fieldsToCheck = read.fieldsToCheck;
    return { read, retakes };
  }

  private readingOf(uploadId: string) {
    return this.client.readCard({ body: { uploadId } });
  }

  async confirmCard(readingId: string): Promise<void> {
    const { idNumber, name } = this.person;
    const checkedFields = [...this.fieldsToCheck];
    accepted(await this.client.confirmCard({ body: { readingId, idNumber, name, checkedFields } }));
  }

  /** Shows a face to the camera: normally one's own, an impostor's if another index is given. */
  async showFace(faceIndex = this.faceIndex) {
    const session = accepted(await this.client.createLivenessSession({ body: {} }));
    const { livenessId, providerSessionId } = session;
    const challenge = await this.world.challengeOf(providerSessionId);
    // A camera never takes the same frame twice.
    const frames = await livenessFrames(faceIndex, challenge, randomInt(2 ** 31));
    await this.world.submitFrames(session, frames);
    return this.client.completeLivenessSession({ params: { livenessId }, body: {} });
  }

  /** One's own face; whom the camera did not recognise tries again, twice at most. */
  async proveFace(): Promise<void> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const answer = await this.showFace();
      if (!answer.problem) return;
      if (answer.body.code !== 'face_not_verified' || attempt === 2) accepted(answer);
    }
  }

  async bindCard() {
    const { bankCardNumber: cardNumber, phoneNumber: phone } = this.person;
    const body = { cardNumber, phone };
    await this.proveGesture();
    const card = accepted(await this.client.bindBankCard({ body, idempotencyKey: randomUUID() }));
    this.bankCardId = card.bankCardId;
    return card;
  }

  async applyForLimit(means: Means = comfortableMeans) {
    const application = { body: means, idempotencyKey: randomUUID() };
    return accepted(await this.client.applyForLimit(application));
  }

  async quote(amountFen: number, termMonths: number, productId = 'sunlend-flex') {
    return accepted(await this.client.createQuote({ body: { productId, amountFen, termMonths } }));
  }

  async submit(quoteId: string, idempotencyKey: string = randomUUID()) {
    const body = { quoteId, bankCardId: this.bankCardId, purpose: 'shopping' } as const;
    return accepted(await this.client.submitOrder({ body, idempotencyKey }));
  }

  async order(orderId: string) {
    return accepted(await this.client.getOrder({ params: { orderId } }));
  }

  /** Looks again until the order is in one of the states; the workflow takes a moment. */
  async waitFor(orderId: string, ...states: readonly string[]) {
    const until = Date.now() + 30_000;
    for (;;) {
      const order = await this.order(orderId);
      if (states.includes(order.state)) return order;
      if (Date.now() > until)
        throw new Error(`the order is ${order.state} and not ${states.join(' or ')}`);
      await pause(40);
    }
  }

  async readCostSheet(orderId: string) {
    const sheet = accepted(await this.client.getCostSheet({ params: { orderId } }));
    await this.world.waitSeconds(sheet.readingSeconds);
    return sheet;
  }

  async sign(orderId: string, costSheetHash: string) {
    const body = { costSheetHash, confirmed: true } as const;
    const request = { params: { orderId }, body, idempotencyKey: randomUUID() };
    await this.proveGesture();
    return accepted(await this.client.signOrder(request));
  }

  async loan(loanId: string) {
    return accepted(await this.client.getLoan({ params: { loanId } }));
  }

  /** Repays and waits for the bank; without an amount the loan is paid off. */
  async repay(loanId: string, amountFen?: number) {
    const { bankCardId } = this;
    const asked =
      amountFen === undefined
        ? ({ kind: 'payoff', bankCardId } as const)
        : ({ kind: 'amount', amountFen, bankCardId } as const);
    const request = { params: { loanId }, body: asked, idempotencyKey: randomUUID() };
    const { repaymentId } = accepted(await this.client.createRepayment(request));
    const until = Date.now() + 30_000;
    for (;;) {
      const params = { loanId, repaymentId };
      const repayment = accepted(await this.client.getRepayment({ params }));
      if (repayment.status !== 'pending') return repayment;
      if (Date.now() > until) throw new Error('the repayment is still pending');
      await pause(40);
    }
  }

  private hold(session: Held): void {
    this.customerId = session.customerId;
    this.deviceToken = session.deviceToken ?? this.deviceToken;
    this.refreshToken = session.refreshToken;
    this.accessToken = session.accessToken;
    this.client = this.world.client(session.accessToken);
  }
}

interface Held {
  readonly customerId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly deviceToken?: string | undefined;
}

const gesture = '1596';

/** A session lives thirty days however often it is refreshed: do not start on its last ones. */
const refreshableDays = 25;

const daysBetween = (from: string, to: string): number =>
  (Date.parse(to) - Date.parse(from)) / 86_400_000;

const pause = (millis: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, millis);
  });

async function sendPicture(target: UploadTarget, picture: Uint8Array): Promise<void> {
  const answer = await postPicture(target, picture);
  if (!answer.ok) throw new Error(`the bucket answered ${answer.status}: ${await answer.text()}`);
}

interface UploadTarget {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A browser's form upload to the presigned address. */
export function postPicture(target: UploadTarget, picture: Uint8Array): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(target.fields)) form.append(name, value);
  // S3 takes the type from this field; the file comes last.
  form.append('Content-Type', 'image/jpeg');
  form.append('file', new Blob([new Uint8Array(picture)], { type: 'image/jpeg' }), 'card.jpg');
  return fetch(target.url, { method: 'POST', body: form });
}

const isRetakeAsked = (code: string): boolean =>
  code === 'id_card_fields_unclear' || code.startsWith('picture_');
