/** What every card reader must do: one suite, the same pictures, run against each adapter. */
import type { CardReader } from '../../lambdas/core/ports/card-reader';
import { faceOf } from '../../local/pictures/faces';
import { renderIdCardBack, renderIdCardFront } from '../../local/pictures/id-card';
import { inventPerson } from '../../local/pictures/people';

export interface CardReaderSetup {
  readonly reader: CardReader;
  close(): Promise<void>;
}

export function describeCardReader(name: string, open: () => Promise<CardReaderSetup>): void {
  describe(`the card reader on ${name}`, () => {
    let setup: CardReaderSetup;
    let reader: CardReader;
    beforeAll(async () => {
      setup = await open();
      reader = setup.reader;
    }, 60_000);
    afterAll(() => setup.close());

    it('reads a front, every field with its confidence', async () => {
      const person = inventPerson(301);
      const picture = await renderIdCardFront(person, await faceOf(9), { tiltDegrees: 3 });
      const front = await reader.readFront(picture);
      const read = (value: string) => ({ value, confidence: expect.any(Number) });
      expect(front).toEqual({
        ok: true,
        value: {
          name: read(person.name),
          sex: read(person.sex),
          ethnicity: read(person.ethnicity),
          birthDate: read(person.birthDate),
          address: read(person.address),
          number: read(person.idNumber),
        },
      });
      expectShares(front);
    });

    it.each([
      ['with a last day', 7],
      ['for life', 8],
    ])('reads a back that is valid %s', async (_, seed) => {
      const person = inventPerson(seed, seed === 8 ? { birthDate: lateBirth } : {});
      const back = await reader.readBack(await renderIdCardBack(person, { tiltDegrees: -2 }));
      const { validFrom: from, validUntil: until, issuer } = person;
      expect(Boolean(until)).toBe(seed !== 8);
      expect(back).toMatchObject({
        ok: true,
        value: {
          issuer: { value: issuer },
          validity: { value: { from, ...(until && { until }) } },
        },
      });
      expectShares(back);
    });

    it.each([
      ['blurred', { blurPixels: 5 }],
      ['cutOff', { cut: { right: 0.15 } }],
      ['glare', { glare: { x: 0.6, y: 0.88, radiusShare: 0.35 } }],
      ['tooSmall', { scale: 0.24 }],
    ] as const)('says what is wrong with the picture: %s', async (flaw, disturbances) => {
      const picture = await renderIdCardFront(inventPerson(303), await faceOf(9), disturbances);
      const refused = await reader.readFront(picture);
      expect(refused).toMatchObject({ ok: false, error: { reason: 'unclear' } });
      if (!refused.ok && refused.error.reason === 'unclear')
        expect(refused.error.flaws).toContain(flaw);
    });

    it('does not take the wrong side for the right one, nor a portrait for a card', async () => {
      const noCard = (fields: string[]) => ({
        ok: false,
        error: { reason: 'unclear', fields, flaws: [] },
      });
      const back = await renderIdCardBack(inventPerson(7));
      expect(await reader.readFront(back)).toEqual(noCard(['notIdCardFront']));
      expect(await reader.readBack(await faceOf(6))).toEqual(noCard(['notIdCardBack']));
    });

    it('answers for what is no picture with a value', async () => {
      const notAPicture = (error: string) => ({
        ok: false,
        error: { reason: 'notAPicture', error },
      });
      expect(await reader.readFront(new Uint8Array())).toEqual(notAPicture('pictureEmpty'));
      expect(await reader.readBack(Buffer.from('no picture at all'))).toEqual(
        notAPicture('pictureFormatUnknown'),
      );
    });
  });
}

/** Old enough at any issue for a card for life. */
const lateBirth = inventPerson(1).birthDate.replace(/^\d{4}/, '1971') as ReturnType<
  typeof inventPerson
>['birthDate'];

function expectShares(read: { readonly ok: boolean; readonly value?: object }): void {
  const fields = Object.values(read.value ?? {}) as { readonly confidence: number }[];
  expect(fields.length).toBeGreaterThan(1);
  for (const { confidence } of fields) {
    expect(confidence).toBeGreaterThan(0.6);
    expect(confidence).toBeLessThanOrEqual(1);
  }
}
