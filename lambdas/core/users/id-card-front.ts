/** Reads the fields of an ID card's front, the side with the portrait, from recognised text. */
import { type IsoDate, parseIsoDate } from '../calendar';
import type { TextLine } from '../ports/card-reader';
import { failure, type Result, success } from '../result';
import { ethnicities } from './ethnicities';
import { certain, type IdCardFront, type IdCardReadError, type Read } from './id-card';
import { parseIdNumber, type Sex } from './id-number';
import { isRealText, leastConfidence, plain, rowsOf, type TextRow } from './text-rows';

/** One of a short list: what is on it was hardly read by chance. */
const minimumEthnicityConfidence = 0.4;

const labels = ['姓名', '性别', '民族', '出生', '住址', '公民身份号码'];

/** All fields, or everything that could not be read. */
export function parseIdCardFront(
  lines: readonly TextLine[],
): Result<IdCardFront, readonly IdCardReadError[]> {
  const rows = rowsOf(lines.filter(isRealText));
  const found = labels.filter((label) => rows.some((row) => row.text.includes(label)));
  if (found.length < 2) return failure(['notIdCardFront']);

  const number = findNumber(rows);
  const name = certain(findName(rows));
  const sex = certain(findSex(rows));
  const ethnicity = certain(findEthnicity(rows), minimumEthnicityConfidence);
  const birthDate = findBirthDate(rows);
  const address = certain(findAddress(rows));
  if (name && sex && ethnicity && birthDate && address && number?.isValid) {
    return success({ name, sex, ethnicity, birthDate, address, number: number.read });
  }
  const problems: [IdCardReadError, boolean][] = [
    ['nameUnreadable', !name],
    ['sexUnreadable', !sex],
    ['ethnicityUnreadable', !ethnicity],
    ['birthDateUnreadable', !birthDate],
    ['addressUnreadable', !address],
    ['numberUnreadable', !number],
    ['numberInvalid', number?.isValid === false],
  ];
  return failure(problems.filter(([, isMissing]) => isMissing).map(([error]) => error));
}

const read = <T>(value: T, lines: readonly TextLine[]): Read<T> => ({
  value,
  confidence: leastConfidence(lines),
});

/** Two to six ideographs, or more with the dot inside names of minorities. */
const namePattern = /^(\p{Script=Han}{2,6}|\p{Script=Han}+·[\p{Script=Han}·]*\p{Script=Han})$/u;

function findName(rows: readonly TextRow[]): Read<string> | undefined {
  const row = rows.find(({ text, lines }) => text.startsWith('姓名') || isNameLabel(lines[0]!));
  if (!row) return undefined;
  // However the dot was recognised, it is one character.
  const value = row.text.replace(/^.{2}/u, '').replace(/[•・.]/gu, '·');
  return namePattern.test(value) ? read(value, row.lines) : undefined;
}

/** One of the label's two characters is enough where the label stands alone. */
function isNameLabel({ text }: TextLine): boolean {
  return /^(姓.|.名)$/u.test(plain(text));
}

function findSex(rows: readonly TextRow[]): Read<Sex> | undefined {
  for (const { text, lines } of rows) {
    const found = /别([男女])|([男女])民/u.exec(text);
    if (!found) continue;
    const value = (found[1] ?? found[2]) === '男' ? 'male' : 'female';
    return read(value, showing(lines, /[男女]/u));
  }
  return undefined;
}

/** Of a row with two fields, the texts that hold one of them; all when none holds it whole. */
function showing(lines: readonly TextLine[], pattern: RegExp): readonly TextLine[] {
  const some = lines.filter(({ text }) => pattern.test(plain(text)));
  return some.length > 0 ? some : lines;
}

function findEthnicity(rows: readonly TextRow[]): Read<string> | undefined {
  for (const { text, lines } of rows) {
    const value = /民族(.+)$/u.exec(text)?.[1];
    if (value && ethnicities.has(value)) return read(value, showing(lines, new RegExp(value, 'u')));
  }
  return undefined;
}

/** The last character stands alone and is easily lost; the number confirms the day anyway. */
const birthDatePatterns = [/(\d{4})年(\d{1,2})月(\d{1,2})日/u, /(\d{4})年(\d{1,2})月(\d{1,2})$/u];

function findBirthDate(rows: readonly TextRow[]): Read<IsoDate> | undefined {
  const texts = rows.flatMap(({ text, lines }) => [
    { text, lines },
    ...lines.map((line) => ({ text: plain(line.text), lines: [line] })),
  ]);
  for (const pattern of birthDatePatterns) {
    for (const { text, lines } of texts) {
      const [, year, month, day] = pattern.exec(text) ?? [];
      if (!year || !month || !day) continue;
      const date = parseIsoDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
      if (date.ok) return read(date.value, lines);
    }
  }
  return undefined;
}

/** Everything between the day of birth and the number. */
function findAddress(rows: readonly TextRow[]): Read<string> | undefined {
  const start = rows.findIndex(({ text }) => text.startsWith('住址'));
  const end = rows.findIndex(isNumberRow);
  if (start === -1 || end <= start) return undefined;
  const parts = rows.slice(start, end);
  const value = parts
    .map(({ text }) => text)
    .join('')
    .slice(2);
  const lines = parts.flatMap((row) => row.lines);
  return /^\p{Script=Han}{2}.{3,}/u.test(value) ? read(value, lines) : undefined;
}

const numberPattern = /(?<!\d)[1-9]\d{16}[\dXx](?!\d)/u;

const isNumberRow = ({ text }: TextRow): boolean =>
  text.includes('身份号码') || numberPattern.test(text);

interface FoundNumber {
  readonly read: Read<string>;
  readonly isValid: boolean;
}

/** A number that fails its check digit is told apart: misread or forged, it is never taken. */
function findNumber(rows: readonly TextRow[]): FoundNumber | undefined {
  for (const { text, lines } of rows) {
    const digits = numberPattern.exec(text)?.[0];
    if (!digits) continue;
    const parsed = parseIdNumber(digits);
    const value = parsed.ok ? parsed.value.number : digits;
    return { read: read(value, lines), isValid: parsed.ok };
  }
  return undefined;
}
