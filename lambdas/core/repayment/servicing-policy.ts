/** What the night does on which days and hours (China). A new rhythm is an edit of this file. */

export const servicingPolicy = {
  /** Days before the due day, and 0 for the day itself, on which the borrower is told of it. */
  reminderDays: [3, 1, 0],
  /** Hours at which what is due is collected from those who authorised it. */
  collectionHours: [8, 20],
  /** Days after the due day on which it is tried, at each of the hours. */
  collectionDays: [0, 1, 2, 3, 5, 8, 13, 21, 30],
} as const;

/** Days past due that begin a bucket (delinquency.ts) or a grade (classification.ts). */
export const delinquencyBoundaries = [1, 4, 16, 31, 61, 91, 271, 361] as const;
