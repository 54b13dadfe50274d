/**
 * Principal and interest of each instalment when interest is flat: charged on the first principal
 * for the whole term and spread evenly.
 *
 * Exports: flatAmounts.
 */
import { fen, multiplyDivide, roundToMultiple, splitFen } from '../money';
import { type Amounts, deferInterest } from './amounts';
import { bulletInterest, equalPrincipals } from './declining-interest';
import type { Periods } from './periods';
import type { ScheduleTerms } from './schedule-terms';

export function flatAmounts(
  terms: ScheduleTerms,
  financedFen: number,
  periods: Periods,
  carriedFen: number,
): Amounts | undefined {
  const totalFen = bulletInterest(terms, financedFen, periods);
  if (terms.method === 'bullet') {
    return { principals: [financedFen], interests: [totalFen + carriedFen], count: 1 };
  }
  const { instalments, rounding } = terms;
  const interests: number[] = splitFen(fen(totalFen), instalments, {
    mode: rounding.mode,
    remainderTo: rounding.remainderTo ?? 'last',
    multipleFen: rounding.amountMultipleFen ?? fen(1),
  });
  const principals = flatPrincipals(terms, financedFen, interests);
  if (principals === undefined) {
    return undefined;
  }
  interests[0] = (interests[0] as number) + carriedFen;
  deferInterest(terms, interests);
  return { principals, interests, count: instalments };
}

/** Equal principal, except where the instalment itself is fixed or a round amount: then principal
 * is what the instalment leaves after interest. */
function flatPrincipals(
  terms: ScheduleTerms,
  financedFen: number,
  interests: number[],
): number[] | undefined {
  const { instalments, graceInstalments = 0, rounding } = terms;
  if (terms.method === 'interestFirst') {
    return interests.map((_, index) => (index === instalments - 1 ? financedFen : 0));
  }
  const multipleFen = rounding.instalmentMultipleFen;
  const byInstalment = terms.instalmentFen !== undefined || multipleFen !== undefined;
  if (terms.method === 'equalPrincipal' || !byInstalment) {
    return equalPrincipals(terms, financedFen);
  }
  const { balloonFen = 0 } = terms;
  const paying = Math.max(1, instalments - graceInstalments - (balloonFen > 0 ? 1 : 0));
  const eachInterest = interests[Math.min(1, instalments - 1)] as number;
  const levelFen =
    terms.instalmentFen ??
    roundToMultiple(
      fen(
        multiplyDivide(financedFen - balloonFen + eachInterest * paying, 1, paying, rounding.mode),
      ),
      multipleFen ?? fen(1),
      rounding.mode,
    );
  let left = financedFen;
  const principals: number[] = [];
  for (let index = 0; index < instalments; index += 1) {
    const room = levelFen - (interests[index] as number);
    if (room < 0 && terms.instalmentFen !== undefined) {
      return undefined;
    }
    const plan = index < graceInstalments ? 0 : Math.min(left, Math.max(0, room));
    const principal = index === instalments - 1 ? left : plan;
    principals.push(principal);
    left -= principal;
  }
  return principals;
}
