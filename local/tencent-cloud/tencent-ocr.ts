/** Tencent Cloud's IDCardOCR on a laptop: a reader of ours behind their wire format. */
import type { CardReadError, CardReader } from '../../lambdas/core/ports/card-reader';
import type { IdCardBack, IdCardFront } from '../../lambdas/core/users/id-card';
import type { PictureFlaw } from '../../lambdas/core/users/picture-flaws';
import {
  refused,
  startTencentCloud,
  type TencentCloudAccount,
  type TencentCloudAnswer,
  type TencentCloudService,
} from './tencent-cloud';

interface IdCardOcr {
  readonly ImageBase64: string;
  readonly CardSide: 'FRONT' | 'BACK';
  /** JSON: which warnings are asked for. */
  readonly Config: string;
}

export interface TencentOcr extends TencentCloudService {
  /** The next card comes with these warnings, though its fields were read. */
  warnNext(...codes: readonly number[]): void;
}

/** Listens on 127.0.0.1 and reads with the given reader. */
export async function startTencentOcr(
  account: TencentCloudAccount,
  reader: CardReader,
): Promise<TencentOcr> {
  const warned: (readonly number[])[] = [];
  const service = await startTencentCloud(account, async (action, input) => {
    if (action !== 'IDCardOCR') return refused('InvalidAction');
    const warnings = warned.shift() ?? [];
    const { ImageBase64, CardSide, Config } = input as IdCardOcr;
    if (ImageBase64.length > 10_000_000) return refused('LimitExceeded.TooLargeFileError');
    const asked = JSON.parse(Config) as Readonly<Record<string, boolean>>;
    if (!asked.Quality || !asked.ReflectWarn || !asked.BorderCheckWarn)
      return refused('InvalidParameter.ConfigFormatError');
    const picture = Buffer.from(ImageBase64, 'base64');
    if (CardSide === 'FRONT') {
      const front = await reader.readFront(picture);
      return front.ok ? frontAnswer(front.value, warnings) : answerTo(front.error);
    }
    const back = await reader.readBack(picture);
    return back.ok ? backAnswer(back.value, warnings) : answerTo(back.error);
  });
  return { ...service, warnNext: (...codes) => void warned.push(codes) };
}

const noFields = {
  Name: '',
  Sex: '',
  Nation: '',
  Birth: '',
  Address: '',
  IdNum: '',
  Authority: '',
  ValidDate: '',
  ReflectDetailInfos: [],
};

const advanced = (WarnInfos: readonly number[], Quality = 96, BorderCodeValue = 3) => ({
  AdvancedInfo: JSON.stringify({ Quality, BorderCodeValue, WarnInfos }),
});

function frontAnswer(front: IdCardFront, warnings: readonly number[]): TencentCloudAnswer {
  const [year, month, day] = front.birthDate.value.split('-').map(Number);
  return {
    ...noFields,
    Name: front.name.value,
    Sex: front.sex.value === 'male' ? '男' : '女',
    Nation: front.ethnicity.value,
    Birth: `${year}/${month}/${day}`,
    Address: front.address.value,
    IdNum: front.number.value,
    ...advanced(warnings),
  };
}

function backAnswer({ issuer, validity }: IdCardBack, warnings: readonly number[]) {
  const dotted = (date: string): string => date.replaceAll('-', '.');
  const { from, until } = validity.value;
  const ValidDate = `${dotted(from)}-${until ? dotted(until) : '长期'}`;
  return { ...noFields, Authority: issuer.value, ValidDate, ...advanced(warnings) };
}

/** Some of what is wrong with a picture is an error to them, some a warning beside the fields. */
function answerTo(error: CardReadError): TencentCloudAnswer {
  if (error.reason === 'notAPicture') return refused('FailedOperation.ImageDecodeFailed');
  if (error.reason === 'unavailable') return refused('FailedOperation.OcrFailed');
  const { fields, flaws } = error;
  if (flaws.includes('tooSmall')) return refused('FailedOperation.IdCardTooSmall');
  if (flaws.includes('blurred')) return refused('FailedOperation.ImageBlur');
  const codes = flaws.flatMap((flaw) => warningCodes[flaw] ?? []);
  if (codes.length > 0) return { ...noFields, ...advanced(codes) };
  const isNoCard = fields.some((field) => field.startsWith('notIdCard'));
  return refused(`FailedOperation.${isNoCard ? 'ImageNoIdCard' : 'IdCardInfoIllegal'}`);
}

const warningCodes: Partial<Record<PictureFlaw, number>> = { cutOff: -9101, glare: -9107 };
