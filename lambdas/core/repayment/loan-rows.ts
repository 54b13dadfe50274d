/**
 * The instalments of a loan made from its terms: the schedule with its periods and fees.
 *
 * Exports: rowsOfTerms, openRows.
 */
import { isoDateOf } from '../calendar';
import { daysFraction, type YearFraction } from '../day-count';
import { type Fen, zeroFen } from '../money';
import { addCharge } from './charges';
import { emptyRow, noParts, type RowDraft } from './loan-state';
import { chargesOf, type LoanTerms } from './loan-terms';
import { type Periods, periodsOf } from './periods';
import { type Schedule, type ScheduleRow, schedule, scheduleFrom } from './schedule';

/** Rows of a schedule over its periods, with the fees that fall due with them. */
export function rowsOfTerms(
  terms: LoanTerms,
  firstFraction?: YearFraction,
  carriedFen: Fen = zeroFen,
): RowDraft[] | undefined {
  const build = (over: LoanTerms) => scheduleFrom(over, firstFraction, carriedFen);
  const plan = build(terms);
  const earned =
    terms.interestGraceInstalments === undefined
      ? plan
      : build({ ...terms, interestGraceInstalments: 0 });
  return plan.ok && earned.ok
    ? draftRows(terms, plan.value, earned.value, firstFraction, carriedFen)
    : undefined;
}

function draftRows(
  terms: LoanTerms,
  plan: Schedule,
  earned: Schedule,
  firstFraction: YearFraction | undefined,
  carriedFen: Fen,
): RowDraft[] {
  const periods = periodsOf(terms, firstFraction);
  const hasDownPayment = (terms.downPaymentFen ?? 0) > 0;
  const rows = plan.rows.map((row, position): RowDraft => {
    const isDownPayment = hasDownPayment && position === 0;
    const index = position - (hasDownPayment ? 1 : 0);
    const isBullet = terms.method === 'bullet' && !isDownPayment;
    const fromDay = index <= 0 ? periods.startDay : (periods.endDays[index - 1] as number);
    const last = periods.endDays.length - 1;
    const endDay = periods.endDays[isBullet ? last : Math.max(index, 0)] as number;
    return {
      ...emptyRow(row.dueOn),
      n: row.n,
      kind: isDownPayment ? 'downPayment' : 'instalment',
      fromOn: isoDateOf(fromDay),
      endOn: isDownPayment ? terms.disbursedOn : isoDateOf(endDay),
      share: isDownPayment
        ? { numerator: 0, denominator: 1 }
        : isBullet
          ? wholeShare(terms, periods)
          : {
              numerator: periods.numerators[index] as number,
              denominator: periods.denominators[index] as number,
            },
      due: { ...noParts(), principal: row.principalFen, interest: row.interestFen },
      earnedFen: earned.rows[position]?.interestFen ?? row.interestFen,
      carriedFen: index === 0 && !isDownPayment ? carriedFen : zeroFen,
      runFen: index === 0 && !isDownPayment ? carriedFen : zeroFen,
      runThroughOn: isoDateOf(fromDay),
      levelFen: plannedLevel(terms, index, earned.rows[position] ?? row),
      balanceFen: row.balanceFen,
    };
  });
  return rows;
}

/** What stays level: the instalment, or its principal part; nothing yet in a principal grace. */
function plannedLevel(terms: LoanTerms, index: number, row: ScheduleRow): Fen {
  if (index < (terms.graceInstalments ?? 0) || terms.method === 'interestFirst') {
    return zeroFen;
  }
  return terms.method === 'equalInstalments' ? row.totalFen : row.principalFen;
}

/** A bullet loan has one row for all its periods. */
function wholeShare(terms: LoanTerms, periods: Periods): YearFraction {
  const denominator = periods.denominators[0] as number;
  if (periods.denominators.every((each) => each === denominator)) {
    return { numerator: periods.numerators.reduce((sum, each) => sum + each, 0), denominator };
  }
  const endDay = periods.endDays[periods.endDays.length - 1] as number;
  return daysFraction(terms.dayCount, periods.startDay, endDay);
}

/** The rows of a new loan: those of its schedule, after one for the fees due on payout. */
export function openRows(terms: LoanTerms): RowDraft[] | undefined {
  const plan = schedule(terms);
  const rows = rowsOfTerms(terms);
  if (!plan.ok || rows === undefined) {
    return undefined;
  }
  const charges = chargesOf(terms, plan.value);
  if (charges.some(({ n }) => n === 0)) {
    rows.unshift({
      ...emptyRow(terms.disbursedOn),
      kind: 'upfrontFees',
      balanceFen: terms.principalFen,
    });
  }
  for (const charge of charges) {
    const row = rows.find(({ n }) => n === charge.n);
    if (row !== undefined) {
      addCharge(row, charge);
    }
  }
  return rows;
}
