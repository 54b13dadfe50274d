/** Reads the fields of an ID card's front, the side with the portrait, from recognised text. */
import type { IsoDate } from '../calendar';
import { failure, type Result } from '../result';
import type { IdCardFront, IdCardReadError, Read } from './id-card';
import { addressOf, dateOf, ethnicityOf, frontOf, nameOf, sexOf } from './id-card-fields';
import type { Sex } from './id-number';
import type { TextLine } from './text-line';
import { isRealText, leastConfidence, plain, rowsOf, type TextRow } from './text-rows';

const labels = ['姓名', '性别', '民族', '出生', '住址', '公民身份号码'];

/** All fields, or everything that could not be read. */
export function parseIdCardFront(
  lines: readonly TextLine[],
): Result<IdCardFront, readonly IdCardReadError[]> {
  const rows = rowsOf(lines.filter(isRealText));
  const found = labels.filter((label) => rows.some((row) => row.text.includes(label)));
  if (found.length < 2) return failure(['notIdCardFront']);
  return frontOf({
    name: findName(rows),
    sex: findSex(rows),
    ethnicity: findEthnicity(rows),
    birthDate: findBirthDate(rows),
    address: findAddress(rows),
    number: findNumber(rows),
  });
}

const read = <T>(value: T, lines: readonly TextLine[]): Read<T> => ({
  value,
  confidence: leastConfidence(lines),
});

function findName(rows: readonly TextRow[]): Read<string> | undefined {
  const row = rows.find(({ text, lines }) => text.startsWith('姓名') || isNameLabel(lines[0]!));
  if (!row) return undefined;
  const value = nameOf(row.text.replace(/^.{2}/u, ''));
  return value === undefined ? undefined : read(value, row.lines);
}

/** One of the label's two characters is enough where the label stands alone. */
function isNameLabel({ text }: TextLine): boolean {
  return /^(姓.|.名)$/u.test(plain(text));
}

function findSex(rows: readonly TextRow[]): Read<Sex> | undefined {
  for (const { text, lines } of rows) {
    const found = /别([男女])|([男女])民/u.exec(text);
    if (!found) continue;
    const value = sexOf((found[1] ?? found[2])!);
    return value && read(value, showing(lines, /[男女]/u));
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
    const value = ethnicityOf(/民族(.+)$/u.exec(text)?.[1] ?? '');
    if (value) return read(value, showing(lines, new RegExp(value, 'u')));
  }
  return undefined;
}

/** The last character stands alone and is easily lost; the number confirms the day anyway. */
const birthDatePatterns = [
  /((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})日/u,
  /((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})$/u,
];

function findBirthDate(rows: readonly TextRow[]): Read<IsoDate> | undefined {
  const texts = rows.flatMap(({ text, lines }) => [
    { text, lines },
    ...lines.map((line) => ({ text: plain(line.text), lines: [line] })),
  ]);
  for (const pattern of birthDatePatterns) {
    for (const { text, lines } of texts) {
      const [, year, month, day] = pattern.exec(text) ?? [];
      const date = dateOf(year, month, day);
      if (date) return read(date, lines);
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
  const text = parts.map((row) => row.text).join('');
  const value = addressOf(text.slice(2));
  const lines = parts.flatMap((row) => row.lines);
  return value === undefined ? undefined : read(value, lines);
}

const numberPattern = /(?<!\d)[1-9]\d{16}[\dXx](?!\d)/u;

const isNumberRow = ({ text }: TextRow): boolean =>
  text.includes('身份号码') || numberPattern.test(text);

function findNumber(rows: readonly TextRow[]): Read<string> | undefined {
  for (const { text, lines } of rows) {
    const digits = numberPattern.exec(text)?.[0];
    if (digits) return read(digits, lines);
  }
  return undefined;
}
