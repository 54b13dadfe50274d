/**
 * The ordinary loan (equal instalments every month, nothing special) in one pass: a product is
 * searched for combinations over the cap by computing hundreds of thousands of these. A property
 * holds it equal to the general way, row by row.
 *
 * Exports: isOrdinary, ordinarySchedule.
 */
import { dayOf, firstDayOf, isoDateOf, monthIndexOf } from '../calendar';
import type { DayCount } from '../day-count';
import { divideRounded, type Fen, fen, multiplyDivide } from '../money';
import type { Schedule, ScheduleRow } from './schedule';
import type { ScheduleTerms } from './schedule-terms';

const million = 1_000_000;

/** Principal × rate below this keeps the interest of a quarter within 32 bits. */
const largest = 5e15;

/** Whether the terms are in order and nothing in them needs the general way. */
export function isOrdinary(terms: ScheduleTerms): boolean {
  const { rounding, instalments, frequency, principalFen, annualRatePpm } = terms;
  return (
    Number.isSafeInteger(principalFen) &&
    principalFen > 0 &&
    Number.isInteger(annualRatePpm) &&
    annualRatePpm >= 0 &&
    Number.isInteger(instalments) &&
    instalments >= 1 &&
    instalments <= 600 &&
    (frequency.every === 1 || frequency.every === 3) &&
    principalFen * annualRatePpm < largest &&
    terms.method === 'equalInstalments' &&
    terms.interestMethod !== 'flat' &&
    frequency.unit === 'months' &&
    terms.dayCount !== 'actual/actual' &&
    terms.firstDueOn === undefined &&
    terms.anchorDay === undefined &&
    terms.monthEnd !== 'roll' &&
    terms.levelFrom === undefined &&
    terms.businessDays === undefined &&
    terms.instalmentFen === undefined &&
    terms.balloonFen === undefined &&
    terms.downPaymentFen === undefined &&
    terms.graceInstalments === undefined &&
    terms.interestGraceInstalments === undefined &&
    terms.interestFreeInstalments === undefined &&
    (rounding.mode === 'halfUp' || daysPerYear(terms.dayCount) === 0) &&
    rounding.remainderTo !== 'first' &&
    rounding.instalmentMultipleFen === undefined &&
    rounding.amountMultipleFen === undefined &&
    rounding.evenOut !== true
  );
}

/** What day counts over one number divide by; 0 where a month is 1/12 of the year. */
function daysPerYear(dayCount: DayCount): number {
  switch (dayCount) {
    case 'actual/365':
      return 365;
    case 'actual/360':
      return 360;
    case 'actual/364':
      return 364;
    default:
      return 0;
  }
}

/** The schedule of ordinary terms that have been checked. */
export function ordinarySchedule(terms: ScheduleTerms): Schedule {
  const { principalFen } = terms;
  const rows = new Array<ScheduleRow>(terms.instalments);
  const interestFen = fen(fillRows(rows, terms, ordinaryLevel(terms)));
  let last = rows.length - 1;
  while (last > 0 && rows[last]?.totalFen === 0) {
    rows.length = last;
    last -= 1;
  }
  const totalFen = fen(principalFen + interestFen);
  return { rows, totals: { principalFen, interestFen, totalFen } };
}

/** Fills the rows; returns the sum of their interest. */
function fillRows(rows: ScheduleRow[], terms: ScheduleTerms, level: number): number {
  const { disbursedOn, annualRatePpm } = terms;
  const { every } = terms.frequency;
  const dayDivisor = daysPerYear(terms.dayCount);
  const divisor = (dayDivisor === 0 ? 12 : dayDivisor) * million;
  const ratePerShare = annualRatePpm / divisor;
  const last = rows.length - 1;
  const anchorDay = dayOf(disbursedOn);
  let month = monthIndexOf(disbursedOn);
  let previousDay = firstDayOf(month) - 1 + anchorDay;
  let nextFirst = firstDayOf(month + 1);
  let balance: number = terms.principalFen;
  let interestTotal = 0;
  for (let index = 0; index <= last; index += 1) {
    month += every;
    const first = every === 1 ? nextFirst : firstDayOf(month);
    nextFirst = firstDayOf(month + 1);
    const dueDay = Math.min(first + anchorDay, nextFirst) - 1;
    const share = dayDivisor === 0 ? every : dueDay - previousDay;
    previousDay = dueDay;
    const quotient = balance * share * ratePerShare;
    // Ordinary interest fits 32 bits, which is what makes this truncation a floor.
    let interest = (quotient + 0.5) | 0;
    // Only where a half is in sight can floating point be wrong: there the exact way decides.
    if (Math.abs(quotient - interest) > 0.499999) {
      interest = multiplyDivide(balance, annualRatePpm * share, divisor, terms.rounding.mode);
    }
    const planned = level > interest ? level - interest : 0;
    const principal = index === last || planned > balance ? balance : planned;
    balance -= principal;
    interestTotal += interest;
    rows[index] = {
      n: index + 1,
      dueOn: isoDateOf(dueDay),
      principalFen: principal as Fen,
      interestFen: interest as Fen,
      totalFen: (principal + interest) as Fen,
      balanceFen: balance as Fen,
    };
  }
  return interestTotal;
}

/** P·i ÷ (1 − (1 + i)^−n), rounded: like `levelInstalment`, for one rate in every period. */
function ordinaryLevel({
  principalFen,
  annualRatePpm,
  instalments,
  frequency,
  rounding,
}: ScheduleTerms): number {
  const shares = 12 * million;
  const rate = (annualRatePpm * frequency.every) / shares;
  let growth = 1;
  let annuity = 0;
  let square = 1 + rate;
  let sum = 1;
  // Growth and annuity of n periods from those of its binary digits.
  for (let digits = instalments; digits > 0; digits >>= 1) {
    if ((digits & 1) === 1) {
      annuity = annuity * square + sum;
      growth *= square;
    }
    sum += sum * square;
    square *= square;
  }
  const quotient = (principalFen * growth) / annuity;
  const whole = Math.floor(quotient + 0.5);
  const above = quotient + 0.5 - whole;
  const doubt = quotient * (instalments + 16) * 2e-15 + 1e-12;
  if (above > doubt && above < 1 - doubt) {
    return whole;
  }
  return exactLevel(principalFen, annualRatePpm * frequency.every, instalments, rounding.mode);
}

function exactLevel(
  principalFen: number,
  ratePerShare: number,
  instalments: number,
  mode: ScheduleTerms['rounding']['mode'],
): number {
  const unit = BigInt(12 * million);
  const growth = unit + BigInt(ratePerShare);
  const power = growth ** BigInt(instalments);
  const scale = unit ** BigInt(instalments);
  const annuity =
    ratePerShare === 0
      ? scale * BigInt(instalments)
      : ((power - scale) * unit) / BigInt(ratePerShare);
  return Number(divideRounded(BigInt(principalFen) * power, annuity, mode));
}
