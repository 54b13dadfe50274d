import { isoDate } from '../../../lambdas/core/calendar';
import {
  checkIdCard,
  type IdCardBack,
  type IdCardFront,
  type Validity,
} from '../../../lambdas/core/users/id-card';
import { parseIdCardBack } from '../../../lambdas/core/users/id-card-back';
import { parseIdCardFront } from '../../../lambdas/core/users/id-card-front';
import { cardBackLines, cardFrontLines, textAt, tilted, withLine } from '../../support/text-lines';

const today = isoDate('2026-06-01');
const adults = { minimumAge: 18, maximumAge: 60 };

describe("an ID card's back", () => {
  it('is read, tilted too', () => {
    for (const degrees of [0, 9, -9]) {
      expect(parseIdCardBack(tilted(cardBackLines, degrees))).toMatchObject({
        ok: true,
        value: {
          issuer: { value: '白鹭市公安局虹桥分局' },
          validity: { value: { from: '2020-02-29', until: '2040-02-29' } },
        },
      });
    }
  });

  it.each([
    ['2005.03.04-长期', { from: '2005-03-04' }],
    ['2005.03.04一2025.03.04', { from: '2005-03-04', until: '2025-03-04' }],
    ['20050304-20250304', { from: '2005-03-04', until: '2025-03-04' }],
  ])('is valid as printed: %s', (text, validity) => {
    const lines = withLine(cardBackLines, '2020.02.29-2040.02.29', { text });
    expect(parseIdCardBack(lines)).toMatchObject({
      ok: true,
      value: { validity: { value: validity } },
    });
  });

  it.each([
    ['2020.02.29-2040.02.29', { text: '2020.02.29' }, 'validityUnreadable'],
    ['2020.02.29-2040.02.29', { text: '2020.02.30-2040.02.28' }, 'validityUnreadable'],
    ['2020.02.29-2040.02.29', { text: '2020.02.29-2040.02.2' }, 'validityUnreadable'],
    ['2020.02.29-2040.02.29', { text: '2020.02.29-长' }, 'validityUnreadable'],
    ['白鹭市公安局虹桥分局', { text: '白鹭市公安' }, 'issuerUnreadable'],
    ['白鹭市公安局虹桥分局', { weakestConfidence: 0.4 }, 'issuerUnreadable'],
  ])('asks for another picture when %s comes out as %o: %s', (text, change, error) => {
    const lines = withLine(cardBackLines, text, change);
    expect(parseIdCardBack(lines)).toEqual({ ok: false, error: [error] });
  });

  it('is not the front', () => {
    expect(parseIdCardBack(cardFrontLines)).toEqual({ ok: false, error: ['notIdCardBack'] });
    expect(parseIdCardFront(cardBackLines)).toEqual({ ok: false, error: ['notIdCardFront'] });
    expect(parseIdCardBack([textAt(0, 0, '')])).toEqual({ ok: false, error: ['notIdCardBack'] });
  });
});

describe('an ID card', () => {
  it('is accepted when both sides, the day and the age agree', () => {
    expect(checkIdCard(aFront(), aBack(), today, adults)).toEqual({
      ok: true,
      value: {
        name: '欧阳晓',
        sex: 'male',
        ethnicity: '汉',
        birthDate: '1990-01-06',
        address: '湖北省白鹭市虹桥区梧桐大道692号金桂小区11幢3单元465室',
        number: '429999199001062739',
        issuer: '白鹭市公安局虹桥分局',
        validFrom: '2020-02-29',
        validUntil: '2040-02-29',
        confidences: {
          name: 0.99,
          sex: 0.99,
          ethnicity: 0.99,
          bornOn: 0.99,
          address: 0.99,
          idNumber: 0.99,
          issuer: 0.99,
          validity: 0.99,
        },
      },
    });
  });

  it('is valid on its first and its last day, and not around them', () => {
    const back = aBack({ from: isoDate('2020-01-10'), until: isoDate('2040-01-10') });
    const on = (day: string) => checkIdCard(aFront(), back, isoDate(day), adults);

    expect(on('2020-01-09')).toEqual({ ok: false, error: ['cardNotYetValid'] });
    expect(on('2020-01-10').ok).toBe(true);
    expect(on('2040-01-10').ok).toBe(true);
    expect(on('2040-01-11')).toEqual({ ok: false, error: ['cardExpired'] });
  });

  it('is valid for life when printed so', () => {
    const result = checkIdCard(aFront(), aBack({ from: isoDate('2020-01-10') }), today, adults);
    expect(result.ok && 'validUntil' in result.value).toBe(false);
    expect(result.ok).toBe(true);
  });

  it('is taken from the 18th birthday until the last day at 60', () => {
    const back = aBack({ from: isoDate('1999-01-10') });
    const on = (day: string) => checkIdCard(aFront(), back, isoDate(day), adults);

    expect(on('2008-01-05')).toEqual({ ok: false, error: ['tooYoung'] });
    expect(on('2008-01-06').ok).toBe(true);
    expect(on('2051-01-05').ok).toBe(true);
    expect(on('2051-01-06')).toEqual({ ok: false, error: ['tooOld'] });
  });

  it.each([
    ['2020-01-10', '2041-01-10'],
    ['2020-01-10', '2040-01-09'],
    ['2020-01-10', '2019-01-10'],
    ['1980-01-10', undefined],
  ])('is impossible when issued from %s until %s', (from, until) => {
    const validity = { from: isoDate(from), ...(until && { until: isoDate(until) }) };
    const result = checkIdCard(aFront(), aBack(validity), today, adults);
    expect(!result.ok && result.error).toContain('validityImpossible');
  });

  it('may end on either side of a leap day', () => {
    for (const until of ['2030-02-28', '2030-03-01']) {
      const back = aBack({ from: isoDate('2020-02-29'), until: isoDate(until) });
      expect(checkIdCard(aFront(), back, today, adults).ok).toBe(true);
    }
  });

  it('names every contradiction with its number', () => {
    const front = {
      ...aFront(),
      sex: { value: 'female' as const, confidence: 1 },
      birthDate: { value: isoDate('1990-01-16'), confidence: 1 },
    };
    expect(checkIdCard(front, aBack(), today, adults)).toEqual({
      ok: false,
      error: ['birthDateContradictsNumber', 'sexContradictsNumber'],
    });
  });

  it('is refused outright with an invalid number', () => {
    const front = { ...aFront(), number: { value: '429999199001062738', confidence: 1 } };
    expect(checkIdCard(front, aBack(), today, adults)).toEqual({
      ok: false,
      error: ['numberInvalid'],
    });
  });
});

function aFront(): IdCardFront {
  const front = parseIdCardFront(cardFrontLines);
  if (!front.ok) throw new Error(front.error.join());
  return front.value;
}

function aBack(validity?: Validity): IdCardBack {
  const back = parseIdCardBack(cardBackLines);
  if (!back.ok) throw new Error(back.error.join());
  return validity ? { ...back.value, validity: { value: validity, confidence: 1 } } : back.value;
}
