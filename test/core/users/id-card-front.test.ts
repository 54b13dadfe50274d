import * as fc from 'fast-check';
import { parseIdCardFront } from '../../../lambdas/core/users/id-card-front';
import { cardFrontLines, textAt, tilted, withLine } from '../../support/text-lines';

const person = {
  name: { value: '欧阳晓' },
  sex: { value: 'male' },
  ethnicity: { value: '汉' },
  birthDate: { value: '1990-01-06' },
  address: { value: '湖北省白鹭市虹桥区梧桐大道692号金桂小区11幢3单元465室' },
  number: { value: '429999199001062739' },
};

describe("an ID card's front", () => {
  it('is read whatever the order of its lines and its tilt', () => {
    const anyOrder = fc.shuffledSubarray([...cardFrontLines], {
      minLength: cardFrontLines.length,
    });
    fc.assert(
      fc.property(anyOrder, fc.double({ min: -12, max: 12, noNaN: true }), (lines, degrees) => {
        expect(parseIdCardFront(tilted(lines, degrees))).toMatchObject({ ok: true, value: person });
      }),
    );
  });

  it('is read with labels and values run together', () => {
    const merged = [
      textAt(70, 75, '姓名欧阳晓'),
      textAt(70, 160, '性别 男 民族 汉'),
      textAt(70, 235, '出生 1990 年 1 月 6 日'),
      ...cardFrontLines.slice(6, 11),
      textAt(70, 540, '公民身份号码 429999199001062739'),
    ];
    expect(parseIdCardFront(merged)).toMatchObject({ ok: true, value: person });
  });

  it('is read when the lone last character of the birth date was lost', () => {
    const lines = withLine(cardFrontLines, '1990年1月6日', { text: '1990年1月6' });
    expect(parseIdCardFront(lines)).toMatchObject({ ok: true, value: person });
  });

  it('knows the names and groups of minorities, full-width digits and a small x', () => {
    let lines = withLine(cardFrontLines, '欧阳晓', { text: '古丽•阿依夏木' });
    lines = withLine(lines, '民族汉', { text: '民族维吾尔' });
    lines = withLine(lines, '429999199001062739', { text: '４２９９９９１９９００１０６３０７x' });
    expect(parseIdCardFront(lines)).toMatchObject({
      ok: true,
      value: {
        name: { value: '古丽·阿依夏木' },
        ethnicity: { value: '维吾尔' },
        number: { value: '42999919900106307X' },
      },
    });
  });

  it('tells how sure each field is by its least certain character', () => {
    const lines = withLine(cardFrontLines, '欧阳晓', { weakestConfidence: 0.81 });
    expect(parseIdCardFront(lines)).toMatchObject({
      ok: true,
      value: { name: { confidence: 0.81 }, number: { confidence: 0.99 } },
    });
  });

  it.each([
    ['欧阳晓', { text: '欧' }, 'nameUnreadable'],
    ['欧阳晓', { weakestConfidence: 0.5 }, 'nameUnreadable'],
    ['欧阳晓', { text: '欧阳8' }, 'nameUnreadable'],
    ['性别男', { text: '性别另' }, 'sexUnreadable'],
    ['民族汉', { text: '民族可' }, 'ethnicityUnreadable'],
    ['1990年1月6日', { text: '1990年13月6日' }, 'birthDateUnreadable'],
    ['住址', { text: '佳' }, 'addressUnreadable'],
    ['大道692号金桂小区11', { weakestConfidence: 0.3 }, 'addressUnreadable'],
    ['429999199001062739', { text: '42999919900106273' }, 'numberUnreadable'],
    ['429999199001062739', { weakestConfidence: 0.6 }, 'numberUnreadable'],
    ['429999199001062739', { text: '429999199001062738' }, 'numberInvalid'],
    ['1990年1月6日', { text: '9190年1月6日' }, 'birthDateUnreadable'],
  ])('asks for another picture when %s comes out as %o: %s', (text, change, error) => {
    const lines = withLine(cardFrontLines, text, change);
    expect(parseIdCardFront(lines)).toEqual({ ok: false, error: [error] });
  });

  it('names everything that is missing at once', () => {
    const lines = withLine(withLine(cardFrontLines, '欧阳晓'), '性别男');
    expect(parseIdCardFront(lines)).toEqual({
      ok: false,
      error: ['nameUnreadable', 'sexUnreadable'],
    });
  });

  it('is not the back, nor any other text, nor nothing', () => {
    const other = [textAt(10, 10, '今天天气很好'), textAt(10, 60, '429999199001062739')];
    for (const lines of [other, []]) {
      expect(parseIdCardFront(lines)).toEqual({ ok: false, error: ['notIdCardFront'] });
    }
  });

  it('never throws, and never takes a number with a wrong check digit', () => {
    const anyLines = fc.array(
      fc.tuple(fc.nat(900), fc.nat(600), fc.string({ unit: 'grapheme', maxLength: 12 })),
    );
    fc.assert(
      fc.property(anyLines, (texts) => {
        const noise = texts.map(([x, y, text]) => textAt(x, y, text));
        const result = parseIdCardFront([...cardFrontLines, ...noise]);
        if (result.ok) expect(result.value.number.value).toBe('429999199001062739');
      }),
    );
  });
});
