import * as fc from 'fast-check';
import { isoDate } from '../../../lambdas/core/calendar';
import { parseCardNumber } from '../../../lambdas/core/users/card-number';
import { ageOn, parseIdNumber } from '../../../lambdas/core/users/id-number';
import { parsePhoneNumber } from '../../../lambdas/core/users/phone-number';
import { blank } from '../../../local/pictures/canvas';
import { disturb } from '../../../local/pictures/disturbances';
import { inventPerson } from '../../../local/pictures/people';

describe('an invented person', () => {
  it('has numbers that agree with each other, and belong to nobody', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const person = inventPerson(seed);
        const { birthDate, sex } = person;

        expect(parseIdNumber(person.idNumber)).toMatchObject({
          ok: true,
          value: { birthDate, sex },
        });
        expect(person.idNumber.slice(2, 6)).toBe('9999');
        expect(parseCardNumber(person.bankCardNumber).ok).toBe(true);
        expect(parsePhoneNumber(person.phoneNumber).ok).toBe(true);
      }),
    );
  });

  it('is of age, with a card issued after the 16th birthday and valid until 2029 at least', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { birthDate, validFrom, validUntil } = inventPerson(seed);
        const age = ageOn(birthDate, isoDate('2026-01-01'));

        expect(age).toBeGreaterThanOrEqual(20);
        expect(age).toBeLessThanOrEqual(55);
        expect(ageOn(birthDate, validFrom)).toBeGreaterThanOrEqual(16);
        expect(validUntil === undefined || validUntil >= '2029-01-01').toBe(true);
      }),
    );
  });

  it('is the same for the same seed, and somebody else for another', () => {
    expect(inventPerson(5)).toEqual(inventPerson(5));
    const numbers = Array.from({ length: 300 }, (_, seed) => inventPerson(seed).idNumber);
    expect(new Set(numbers).size).toBe(300);
  });

  it('is who one chooses', () => {
    const chosen = { name: '林晓', sex: 'female', birthDate: isoDate('1992-05-20') } as const;
    const person = inventPerson(1, chosen);
    expect(person).toMatchObject(chosen);
    expect(person.idNumber.slice(6, 14)).toBe('19920520');
  });
});

it('a disturbed picture is the same for the same disturbances', () => {
  const [canvas] = blank(200, 120, '#808080');
  const disturbances = { tiltDegrees: 5, blurPixels: 1, noiseLevels: 9, seed: 4 };

  expect(disturb(canvas, disturbances)).toEqual(disturb(canvas, disturbances));
  expect(disturb(canvas, { ...disturbances, seed: 5 })).not.toEqual(disturb(canvas, disturbances));
});
