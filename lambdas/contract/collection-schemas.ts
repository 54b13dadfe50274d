/** Schemas that the routes of staff and of debtors share. */
import * as z from 'zod';
import { contactChannels, gateReasons } from '../core/collections/contact-gate';
import { callResults, contactStatuses } from '../core/collections/contact-record';
import { disputeReasons, disputeResolutions } from '../core/collections/dispute-record';
import { delinquencyBuckets } from '../core/repayment/delinquency';
import { id, instant, isoDate, loanId, positiveFen } from './schemas';

export const contactId = id('con');
const promiseId = id('prm');
export const staffId = id('stf');
export const bucket = z.enum(delinquencyBuckets);

export const promise = z.strictObject({
  promiseId,
  amountFen: positiveFen,
  /** The last day on which the money may come. */
  on: isoDate,
  status: z.enum(['standing', 'kept', 'broken']),
  madeAt: instant,
  by: z.enum(['borrower', 'collector', 'voiceRobot']),
});

export const promiseWish = z.strictObject({ amountFen: positiveFen, on: isoDate });

export const contact = z.strictObject({
  contactId,
  loanId,
  at: instant,
  channel: z.enum(contactChannels),
  purpose: z.enum(['reminder', 'collection']),
  /** `refused`: the gate did not let it through, and it was not made. */
  status: z.enum(contactStatuses),
  reasons: z.array(z.enum(gateReasons)).optional(),
  nextAllowedAt: instant.optional(),
  rulesVersion: z.string().optional(),
  result: z.enum(callResults).optional(),
});

export const dispute = z.strictObject({
  loanId,
  reason: z.enum(disputeReasons),
  openedAt: instant,
  status: z.enum(['open', 'resolved']),
  resolution: z.enum(disputeResolutions).optional(),
});
