/** Buckets of days past due, by which collection chooses its way and the book is reported. */

export const delinquencyBuckets = ['1-3', '4-15', '16-30', '31-60', '61-90', '90+'] as const;
export type DelinquencyBucket = (typeof delinquencyBuckets)[number];

const lastDayOf: readonly (readonly [DelinquencyBucket, number])[] = [
  ['1-3', 3],
  ['4-15', 15],
  ['16-30', 30],
  ['31-60', 60],
  ['61-90', 90],
];

/** @param daysPastDue whole days; 0 or less: current. */
export function bucketOf(daysPastDue: number): DelinquencyBucket | 'current' {
  if (daysPastDue <= 0) return 'current';
  return lastDayOf.find(([, last]) => daysPastDue <= last)?.[0] ?? '90+';
}
