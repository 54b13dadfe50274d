/** The card reader on Tencent Cloud's IDCardOCR (OCR 2018-11-19). */
import type { CardReadError, CardReader } from '../core/ports/card-reader';
import { failure, type Result } from '../core/result';
import type { IdCardBack, IdCardFront, IdCardReadError, Read } from '../core/users/id-card';
import {
  addressOf,
  backOf,
  dateOf,
  ethnicityOf,
  frontOf,
  issuerOf,
  nameOf,
  sexOf,
  validityOf,
} from '../core/users/id-card-fields';
import { inspectPicture, type PictureError, type PictureLimits } from '../core/users/picture';
import type { PictureFlaw } from '../core/users/picture-flaws';
import { plain } from '../core/users/text-rows';
import { isNetworkTrouble } from './network-trouble';
import { type TencentCloud, TencentCloudError } from './tencent-cloud';

export interface TencentCloudOcr {
  /** For example ap-guangzhou. */
  readonly region: string;
  readonly limits: PictureLimits;
}

/** A picture may have 10 MB as Base64, which is a third longer. */
const maximumBytes = 7_400_000;
/** Seven megabytes have to travel first. */
const patienceMillis = 12_000;

/** The warnings asked for; a photocopy, a screen or a retouched picture proves nothing. */
const warnings = {
  BorderCheckWarn: true,
  CopyWarn: true,
  DetectPsWarn: true,
  InvalidDateWarn: true,
  Quality: true,
  ReflectWarn: true,
  ReshootWarn: true,
  TempIdWarn: true,
};

/** The codes of warnings in our words; -9100, an impossible validity, our own check finds. */
const warningFlaws: Readonly<Record<number, PictureFlaw>> = {
  [-9101]: 'cutOff',
  [-9102]: 'notOriginal',
  [-9103]: 'notOriginal',
  [-9104]: 'temporaryCard',
  [-9105]: 'covered',
  [-9106]: 'notOriginal',
  [-9107]: 'glare',
  [-9108]: 'notOriginal',
  [-9110]: 'notOriginal',
};

/** Of 0 to 100: below, a picture counts as blurred (their recommendation). */
const leastQuality = 50;
/** Of 0 to 100: above, the border counts as incomplete (their recommendation). */
const mostBorder = 50;

export class TencentCloudCardReader implements CardReader {
  constructor(
    private readonly cloud: TencentCloud,
    private readonly ocr: TencentCloudOcr,
  ) {}

  readFront(picture: Uint8Array): Promise<Result<IdCardFront, CardReadError>> {
    return this.readSide(picture, 'FRONT', frontFrom);
  }

  readBack(picture: Uint8Array): Promise<Result<IdCardBack, CardReadError>> {
    return this.readSide(picture, 'BACK', backFrom);
  }

  private async readSide<T>(
    picture: Uint8Array,
    side: Side,
    parse: (answer: Answer, confidence: number) => Result<T, readonly IdCardReadError[]>,
  ): Promise<Result<T, CardReadError>> {
    const { limits, region } = this.ocr;
    const largest = Math.min(maximumBytes, limits.maximumBytes);
    const header = inspectPicture(picture, { ...limits, maximumBytes: largest });
    if (!header.ok) return failure({ reason: 'notAPicture', error: header.error });
    const payload = {
      ImageBase64: Buffer.from(picture).toString('base64'),
      CardSide: side,
      Config: JSON.stringify(warnings),
      // Corrected, number, birth and sex would always agree: our check would check nothing.
      EnableRecognitionRectify: false,
    };
    const call = { service: 'ocr', action: 'IDCardOCR', version: '2018-11-19', region, payload };
    try {
      const answer = (await this.cloud.call({ ...call, patienceMillis })) as Answer;
      const { flaws, quality } = judgementOf(answer);
      if (flaws.length > 0) return failure({ reason: 'unclear', fields: [], flaws });
      const card = parse(answer, quality / 100);
      return card.ok ? card : failure({ reason: 'unclear', fields: card.error, flaws });
    } catch (error) {
      const known = errorOf(error, side);
      if (!known) throw error;
      return failure(known);
    }
  }
}

type Side = 'FRONT' | 'BACK';

/** The fields of the other side are empty. */
interface Answer {
  readonly Name?: string;
  readonly Sex?: string;
  readonly Nation?: string;
  /** As 1995/5/13. */
  readonly Birth?: string;
  readonly Address?: string;
  readonly IdNum?: string;
  readonly Authority?: string;
  /** As 2018.08.12-2038.08.12 or 2018.08.12-长期. */
  readonly ValidDate?: string;
  /** JSON: { Quality, BorderCodeValue, WarnInfos }. */
  readonly AdvancedInfo?: string;
}

function judgementOf({ AdvancedInfo }: Answer): { flaws: PictureFlaw[]; quality: number } {
  const { Quality, BorderCodeValue, WarnInfos } = JSON.parse(AdvancedInfo || '{}') as {
    readonly Quality?: number;
    readonly BorderCodeValue?: number;
    readonly WarnInfos?: readonly number[];
  };
  const quality = Quality ?? 0;
  const flaws = [
    ...(WarnInfos ?? []).map((code) => warningFlaws[code]),
    quality < leastQuality ? ('blurred' as const) : undefined,
    (BorderCodeValue ?? 0) > mostBorder ? ('cutOff' as const) : undefined,
  ];
  return { flaws: [...new Set(flaws.filter((flaw) => flaw !== undefined))], quality };
}

/**
 * IDCardOCR tells no confidence of a field. The picture's quality stands for each: the less sharp
 * the picture, the more of it its owner has to compare with the card.
 */
const asRead = <T>(value: T | undefined, confidence: number): Read<T> | undefined =>
  value === undefined ? undefined : { value, confidence };

function frontFrom(answer: Answer, confidence: number) {
  const { Name = '', Sex = '', Nation = '', Birth = '', Address = '', IdNum } = answer;
  const [, year, month, day] = /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/.exec(Birth) ?? [];
  return frontOf({
    name: asRead(nameOf(plain(Name)), confidence),
    sex: asRead(sexOf(plain(Sex)), confidence),
    ethnicity: asRead(ethnicityOf(plain(Nation)), confidence),
    birthDate: asRead(dateOf(year, month, day), confidence),
    address: asRead(addressOf(plain(Address)), confidence),
    number: asRead(IdNum || undefined, confidence),
  });
}

const backFrom = ({ Authority = '', ValidDate = '' }: Answer, confidence: number) =>
  backOf({
    issuer: asRead(issuerOf(plain(Authority)), confidence),
    validity: asRead(validityOf(plain(ValidDate)), confidence),
  });

const pictureErrors: Readonly<Record<string, PictureError>> = {
  'FailedOperation.EmptyImageError': 'pictureEmpty',
  'FailedOperation.ImageDecodeFailed': 'pictureDamaged',
  'FailedOperation.ImageSizeTooLarge': 'pictureTooManyPixels',
  'LimitExceeded.TooLargeFileError': 'pictureTooManyBytes',
};
const flawErrors: Readonly<Record<string, PictureFlaw>> = {
  'FailedOperation.ImageBlur': 'blurred',
  'FailedOperation.IdCardTooSmall': 'tooSmall',
};
const noCard = new Set([
  'FailedOperation.CardSideError',
  'FailedOperation.ImageNoIdCard',
  'FailedOperation.ImageNoText',
  'FailedOperation.MultiCardError',
]);
/** The moment is to blame. Arrears, a wrong key or a closed service are ours, and thrown. */
const passing = /^(InternalError|RequestLimitExceeded)(\.|$)/;
const passingFailures = new Set([
  'FailedOperation.DetectFailed',
  'FailedOperation.EngineRecognizeTimeout',
  'FailedOperation.OcrFailed',
  'FailedOperation.UnKnowError',
]);

/** What their error means to us; `undefined` when it is our own fault. */
function errorOf(error: unknown, side: Side): CardReadError | undefined {
  if (isNetworkTrouble(error)) return { reason: 'unavailable' };
  if (!(error instanceof TencentCloudError)) return undefined;
  const { code } = error;
  if (passing.test(code) || passingFailures.has(code)) return { reason: 'unavailable' };
  const picture = pictureErrors[code];
  if (picture) return { reason: 'notAPicture', error: picture };
  const unclear = (fields: IdCardReadError[], flaws: PictureFlaw[]): CardReadError => {
    return { reason: 'unclear', fields, flaws };
  };
  const flaw = flawErrors[code];
  if (flaw) return unclear([], [flaw]);
  if (noCard.has(code)) return unclear([side === 'FRONT' ? 'notIdCardFront' : 'notIdCardBack'], []);
  if (code === 'FailedOperation.IdCardInfoIllegal')
    return unclear(['nameUnreadable', 'numberUnreadable'], []);
  return undefined;
}
