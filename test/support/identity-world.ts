/** A world in which people prove who they are: scripted pictures, faces and a bank, real rules. */
import { dayInChina } from '../../lambdas/core/china-day';
import type { CardReadError, CardReader } from '../../lambdas/core/ports/card-reader';
import type {
  FaceCompareError,
  FaceVerifier,
  LivenessError,
} from '../../lambdas/core/ports/face-verifier';
import type { CardChannel, CardHolder } from '../../lambdas/core/ports/payment-channel';
import type { Pictures } from '../../lambdas/core/ports/pictures';
import { failure, type Result, success } from '../../lambdas/core/result';
import type { IdCardReadError } from '../../lambdas/core/users/id-card';
import { parseIdCardBack } from '../../lambdas/core/users/id-card-back';
import { parseIdCardFront } from '../../lambdas/core/users/id-card-front';
import { inspectPicture } from '../../lambdas/core/users/picture';
import type { PictureFlaw } from '../../lambdas/core/users/picture-flaws';
import type { TextLine } from '../../lambdas/core/users/text-line';
import { openBanks } from '../../lambdas/platform/composition/banks';
import {
  openConsentTexts,
  openWithdrawalEffects,
} from '../../lambdas/platform/composition/consent-texts';
import { handler as completeLivenessSession } from '../../lambdas/users/complete-liveness-session';
import { handler as confirmCard } from '../../lambdas/users/confirm-card';
import { handler as createCardUpload } from '../../lambdas/users/create-card-upload';
import { handler as createLivenessSession } from '../../lambdas/users/create-liveness-session';
import { handler as giveConsent } from '../../lambdas/users/give-consent';
import { handler as keepCardPictures } from '../../lambdas/users/keep-card-pictures';
import { handler as listConsentTexts } from '../../lambdas/users/list-consent-texts';
import { handler as readCard } from '../../lambdas/users/read-card';
import { type InventedPerson, inventPerson } from '../../local/pictures/people';
import type { Caller, Reply } from './api-call';
import { asCaller, UsersWorld } from './users-world';

export type Purpose = 'privacyPolicy' | 'creditInquiry' | 'faceRecognition' | 'thirdPartySharing';

export class IdentityWorld extends UsersWorld {
  /** By bucket and key. */
  readonly objects = new Map<string, Uint8Array>();
  /** What the provider says of the next session, and of the next comparison. */
  liveness: 'passed' | LivenessError = 'passed';
  face: 'same' | 'brokenOff' | FaceCompareError = 'same';
  /** How surely cards are read, and what is wrong with their pictures. */
  certainty = 0.95;
  flaws: PictureFlaw[] = [];
  bank: 'matched' | 'notMatched' | 'unknown' = 'matched';
  readonly otherBanks: Record<string, typeof this.bank> = {};
  /** Those that pay to cards. */
  cardChannels: readonly string[] = ['sandbox'];
  readonly asked: CardHolder[] = [];
  readonly compared: unknown[] = [];
  /** How often the provider was asked what came of a session. */
  sessionsAsked = 0;
  private sessions = 0;

  constructor() {
    super();
    Object.assign(this.others, {
      texts: openConsentTexts(),
      effects: openWithdrawalEffects(),
      banks: openBanks(),
      pictures: this.pictures,
      reader: this.reader,
      faces: this.faces,
      channels: Object.defineProperty({}, 'forCards', { get: () => this.forCards }),
    });
  }

  readonly pictures: Pictures = {
    uploaded: (key) => ({ bucket: 'uploads', key }),
    evidence: (key) => ({ bucket: 'evidence', key }),
    face: (key) => ({ bucket: 'faces', key }),
    uploadForm: async (key) => ({ url: 'https://uploads.test/', fields: { key } }),
    fetch: async ({ bucket, key }, maximumBytes) => {
      const bytes = this.objects.get(`${bucket}/${key}`);
      if (!bytes) return failure('pictureMissing');
      return bytes.length > maximumBytes ? failure('pictureTooManyBytes') : success(bytes);
    },
    keep: async ({ bucket, key }, picture) => {
      this.objects.set(`${bucket}/${key}`, picture);
    },
    discard: async ({ bucket, key }) => {
      this.objects.delete(`${bucket}/${key}`);
    },
    link: async ({ bucket, key }, seconds) => `https://${bucket}.test/${key}?for=${seconds}`,
  };

  private readonly reader: CardReader = {
    readFront: async (picture) => this.readSide(picture, parseIdCardFront),
    readBack: async (picture) => this.readSide(picture, parseIdCardBack),
  };

  /** Reads what `aPicture` wrote behind a real picture's header. */
  private readSide<T>(
    picture: Uint8Array,
    parse: (lines: readonly TextLine[]) => Result<T, readonly IdCardReadError[]>,
  ): Result<T, CardReadError> {
    const inspected = inspectPicture(picture);
    if (!inspected.ok) return failure({ reason: 'notAPicture', error: inspected.error });
    const text = Buffer.from(picture).toString('utf8').split('\u0000TEXT').at(1) ?? '';
    const lines = text.split('\n').flatMap((row, at) => linesOf(row, at, this.certainty));
    const { flaws } = this;
    if (flaws.length > 0) return failure({ reason: 'unclear', fields: [], flaws });
    const card = parse(lines);
    return card.ok ? card : failure({ reason: 'unclear', fields: card.error, flaws });
  }

  private readonly faces: FaceVerifier = {
    createSession: async () => {
      this.sessions += 1;
      const providerSessionId = `provider-${this.sessions}`;
      if (this.liveness === 'faceProviderDown') return failure(this.liveness);
      const lent = { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' };
      const rights = { ...lent, expiresAtMillis: this.now + 900_000 };
      return success({ providerSessionId, region: 'eu-west-1', lifetimeSeconds: 180, rights });
    },
    result: async (providerSessionId) => {
      this.sessionsAsked += 1;
      if (this.liveness !== 'passed') return failure(this.liveness);
      const reference = { bucket: 'uploads', key: `liveness/${providerSessionId}` };
      this.objects.set(`uploads/${reference.key}`, Buffer.from(`face of ${providerSessionId}`));
      return success({ confidence: 99.1, reference });
    },
    compare: async (reference, portrait) => {
      this.compared.push({ reference, portrait });
      if (this.face === 'brokenOff') throw new Error('the function was stopped');
      return this.face === 'same' ? success({ similarity: 98.7 }) : failure(this.face);
    },
  };

  /** The sandbox bank's word is `bank`; any other channel answers as told here. */
  private readonly verifyCard =
    (channel: string): CardChannel['verifyCard'] =>
    async (holder) => {
      this.asked.push(holder);
      const said = this.otherBanks[channel] ?? this.bank;
      if (said === 'unknown') return { outcome: 'unknown', reason: 'timeout' };
      if (said === 'notMatched') return { outcome: 'notMatched' };
      return { outcome: 'matched', accountToken: `acct_${holder.cardNumber.slice(-4)}` };
    };

  private get forCards(): CardChannel[] {
    return this.cardChannels.map(
      (name) => ({ name, verifyCard: this.verifyCard(name) }) as unknown as CardChannel,
    );
  }

  async consent(caller: Caller, ...purposes: Purpose[]): Promise<void> {
    const { body } = await this.call(listConsentTexts);
    for (const purpose of purposes) {
      const text = body.texts.find((each: { purpose: string }) => each.purpose === purpose);
      const { version, textHash } = text;
      await this.call(giveConsent, { as: caller, body: { purpose, version, textHash } });
    }
  }

  /** Uploads both pictures as the forms say. */
  async upload(caller: Caller, front: Uint8Array, back: Uint8Array): Promise<string> {
    const { body } = await this.call(createCardUpload, { as: caller, body: {} });
    this.objects.set(`uploads/${body.front.fields.key}`, front);
    this.objects.set(`uploads/${body.back.fields.key}`, back);
    return body.uploadId;
  }

  async read(caller: Caller, person: InventedPerson): Promise<Reply> {
    const uploadId = await this.upload(caller, frontOf(person), backOf(person));
    return this.call(readCard, { as: caller, body: { uploadId } });
  }

  async confirm(caller: Caller, readingId: string, person: InventedPerson): Promise<Reply> {
    const { idNumber, name } = person;
    const body = { readingId, idNumber, name };
    const reply = await this.call(confirmCard, { as: caller, body });
    if (reply.status === 201) await this.keepPictures(caller, readingId);
    return reply;
  }

  /** What comes of the event that is committed with a confirmation. */
  keepPictures(caller: Caller, readingId: string): Promise<void> {
    const data = { customerId: caller.subject, readingId };
    const services = this.services as Parameters<typeof keepCardPictures.consumer>[1];
    const event = { type: 'CardConfirmed', version: 1, data } as const;
    return keepCardPictures.consumer(event, services, {
      now: this.now,
      today: dayInChina(this.now),
    });
  }

  async checkFace(caller: Caller): Promise<Reply> {
    const { body } = await this.call(createLivenessSession, { as: caller, body: {} });
    const params = { livenessId: body.livenessId };
    return this.call(completeLivenessSession, { as: caller, params, body: {} });
  }

  /** Signed in, with the consents named. */
  async newcomer(phone: string, ...purposes: Purpose[]): Promise<Caller> {
    const caller = asCaller(await this.signIn(phone));
    await this.consent(caller, ...purposes);
    return caller;
  }

  /** With all consents and a confirmed card. */
  async confirmed(person: InventedPerson): Promise<Caller> {
    const purposes = ['privacyPolicy', 'creditInquiry', 'faceRecognition'] as const;
    const caller = await this.newcomer(person.phoneNumber, ...purposes, 'thirdPartySharing');
    const reading = await this.read(caller, person);
    await this.confirm(caller, reading.body.readingId, person);
    return caller;
  }

  async verified(person: InventedPerson): Promise<Caller> {
    const caller = await this.confirmed(person);
    const { body } = await this.checkFace(caller);
    if (body.status !== 'verified') throw new Error(`not verified: ${body.code}`);
    return caller;
  }

  /** Keys of a bucket. */
  stored(bucket: 'uploads' | 'evidence' | 'faces'): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(`${bucket}/`));
  }
}

export const ada = inventPerson(1);
export const eve = inventPerson(2);

/** A picture whose header is a PNG's, of the size asked for, with text where pixels would be. */
export function aPicture(text: string, bytes = 0): Buffer {
  const header = Buffer.alloc(33);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(header);
  header.writeUInt32BE(1000, 16);
  header.writeUInt32BE(600, 20);
  const end = Buffer.from('0000000049454e44ae426082', 'hex');
  const body = Buffer.from(`\u0000TEXT${text}\u0000TEXT`, 'utf8');
  const filling = Buffer.alloc(Math.max(0, bytes - header.length - body.length - end.length));
  return Buffer.concat([header, body, filling, end]);
}

export function frontOf(person: InventedPerson): Buffer {
  const [year, month, day] = person.birthDate.split('-').map(Number);
  const rows = [
    `姓名 ${person.name}`,
    `性别 ${person.sex === 'male' ? '男' : '女'} 民族 ${person.ethnicity}`,
    `出生 ${year}年${month}月${day}日`,
    `住址 ${person.address}`,
    `公民身份号码 ${person.idNumber}`,
  ];
  return aPicture(rows.join('\n'));
}

export function backOf(person: InventedPerson): Buffer {
  const dotted = (date: string) => date.replaceAll('-', '.');
  const until = person.validUntil ? dotted(person.validUntil) : '长期';
  const validity = `有效期限 ${dotted(person.validFrom)}-${until}`;
  return aPicture(
    ['中华人民共和国', '居民身份证', `签发机关 ${person.issuer}`, validity].join('\n'),
  );
}

/** Words of a row stand side by side; rows stand one below the other. */
function linesOf(row: string, at: number, weakestConfidence: number): TextLine[] {
  let left = 50;
  return row
    .split(' ')
    .filter((text) => text !== '')
    .map((text) => {
      const width = text.length * 30;
      const [top, bottom, right] = [60 + at * 80, 100 + at * 80, left + width];
      const box = [
        { x: left, y: top },
        { x: right, y: top },
        { x: right, y: bottom },
        { x: left, y: bottom },
      ] as const;
      left = right + 20;
      return { text, confidence: 0.98, weakestConfidence, box };
    });
}
