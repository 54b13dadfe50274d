/** Accounting: the journal of a day, the trial balance, and the month's provision. */
import * as z from 'zod';
import { route } from './route';
import { cursor, fen, isoDate, page, signedFen } from './schemas';

const posting = z.strictObject({ account: z.string(), amountFen: signedFen });

export const getJournal = route({
  operationId: 'getJournal',
  capability: 'repayment',
  method: 'GET',
  path: '/ledger/journal',
  access: ['admin', 'auditor'],
  summary: "A day's entries: each sums to zero",
  /** A day is kept in shards: read them all, each to its end. */
  query: page.extend({ on: isoDate, shard: z.enum(['0', '1', '2', '3']) }),
  responses: {
    200: z.strictObject({
      on: isoDate,
      entries: z.array(
        z.strictObject({
          /** The loan, the month of a provision, or the case of a difference. */
          subjectId: z.string(),
          event: z.string(),
          /** The day it counts from; it may lie before the day it was booked. */
          countsFrom: isoDate,
          postings: z.array(posting),
        }),
      ),
      next: cursor.optional(),
    }),
  },
});

const balance = z.strictObject({ loans: z.int().min(0), exposureFen: fen });

export const getProvision = route({
  operationId: 'getProvision',
  capability: 'repayment',
  method: 'GET',
  path: '/ledger/provision',
  access: ['admin', 'auditor', 'risk'],
  summary: 'The book by grade at the end of a month, and what was set aside for it',
  query: z.strictObject({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) }),
  responses: {
    200: z.strictObject({
      month: z.string(),
      on: isoDate,
      book: z.strictObject({
        normal: balance,
        specialMention: balance,
        substandard: balance,
        doubtful: balance,
        loss: balance,
      }),
      rates: z.string(),
      allowanceFen: fen,
      postings: z.array(posting),
      bookedOn: isoDate,
    }),
  },
  problems: ['not_found'],
});
