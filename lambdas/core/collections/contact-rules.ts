/** The rules of contacting a debtor: data with dates, one version of which is in force. */
import { type IsoDate, parseIsoDate } from '../calendar';
import { failure, type Result, success } from '../result';
import { type DayWindow, isTimeZone, minuteOfDay } from './local-time';

export interface ContactRules {
  readonly version: string;
  /** The first day in China on which they hold. */
  readonly from: IsoDate;
  readonly source: string;
  /** The debtor's, unless the debtor named another. */
  readonly timeZone: string;
  /** Outside of them nobody is contacted who did not agree to it. */
  readonly allowedHours: DayWindow;
  /** Calls that were answered, per debtor and local day. */
  readonly effectiveCallsPerDay: number;
  /** Dials that nobody answered, per number and local day. */
  readonly unansweredDialsPerNumberPerDay: number;
  readonly sms: {
    readonly perDay: number;
    /** In any seven times twenty-four hours. */
    readonly perSevenDays: number;
    readonly minutesBetween: number;
  };
  /** How long records of contacts are kept. */
  readonly keptMonths: number;
}

/** As in models/collections/contact-rules.json. */
export interface ContactRulesData extends Omit<ContactRules, 'from' | 'allowedHours'> {
  readonly from: string;
  readonly allowedHours: { readonly from: string; readonly to: string };
}

export interface RulesError {
  readonly message: string;
}

/** Five years (GB/T 45251-2025): no version may keep records for less. */
export const leastKeptMonths = 60;

/** Oldest first; refused if anything is wrong. */
export function readContactRules(
  data: readonly ContactRulesData[],
): Result<readonly ContactRules[], RulesError> {
  const rules: ContactRules[] = [];
  for (const each of data) {
    const read = readVersion(each);
    if (!read.ok) return read;
    const previous = rules.at(-1);
    if (previous && previous.from >= read.value.from)
      return failure({ message: `${each.version} must begin after ${previous.version}` });
    rules.push(read.value);
  }
  return rules.length > 0 ? success(rules) : failure({ message: 'there are no contact rules' });
}

function readVersion(data: ContactRulesData): Result<ContactRules, RulesError> {
  const wrong = (what: string) => failure({ message: `${data.version}: ${what}` });
  const from = parseIsoDate(data.from);
  const fromMinute = minuteOfDay(data.allowedHours.from);
  const toMinute = minuteOfDay(data.allowedHours.to);
  const counts = [
    data.effectiveCallsPerDay,
    data.unansweredDialsPerNumberPerDay,
    data.sms.perDay,
    data.sms.perSevenDays,
  ];
  if (!from.ok) return wrong('from is not a day');
  if (!isTimeZone(data.timeZone)) return wrong('timeZone is not known');
  if (fromMinute === undefined || toMinute === undefined || fromMinute >= toMinute)
    return wrong('allowedHours is not a stretch of a day');
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 1))
    return wrong('a limit is not a whole number of at least one');
  if (!(data.sms.minutesBetween >= 0)) return wrong('minutesBetween is negative');
  if (!(data.keptMonths >= leastKeptMonths)) return wrong('records are kept for five years');
  return success({ ...data, from: from.value, allowedHours: { fromMinute, toMinute } });
}

/** Those in force on a day; none before the first. */
export const rulesInForce = (
  rules: readonly ContactRules[],
  on: IsoDate,
): ContactRules | undefined => rules.filter(({ from }) => from <= on).at(-1);

/** The first version that begins after a day. */
export const nextRules = (
  rules: readonly ContactRules[],
  after: IsoDate,
): ContactRules | undefined => rules.find(({ from }) => from > after);

/** As long as the version says by which was decided; where there was none, the least. */
export const keptMonthsOf = (rules: readonly ContactRules[], version: string | undefined): number =>
  rules.find((each) => each.version === version)?.keptMonths ?? leastKeptMonths;
