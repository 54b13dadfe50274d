/**
 * The five grades of loan quality (五级分类), by days past due: a pure function of facts.
 * Source: 商业银行金融资产风险分类办法 (2023), articles 8 to 13.
 *
 * Exports: fiveGrades, FiveGrade, fiveGradeOf.
 */

export const fiveGrades = ['normal', 'specialMention', 'substandard', 'doubtful', 'loss'] as const;
export type FiveGrade = (typeof fiveGrades)[number];

export interface GradeFacts {
  readonly daysPastDue: number;
  readonly writtenOff?: boolean;
}

/** Late at all: at least special-mention; over 90, 270 and 360 days: the next grades. */
export function fiveGradeOf({ daysPastDue, writtenOff = false }: GradeFacts): FiveGrade {
  if (writtenOff || daysPastDue > 360) {
    return 'loss';
  }
  if (daysPastDue > 270) {
    return 'doubtful';
  }
  if (daysPastDue > 90) {
    return 'substandard';
  }
  return daysPastDue > 0 ? 'specialMention' : 'normal';
}
