/** Schemas that the routes of staff and of debtors share. */
import * as z from 'zod';
import { contactChannels, gateReasons } from '../core/collections/contact-gate';
import { callResults, contactStatuses } from '../core/collections/contact-record';
import { disputeReasons, disputeResolutions } from '../core/collections/dispute-record';
import {
  hardshipReasons,
  hardshipRefusalCodes,
  hardshipWishes,
} from '../core/collections/hardship-record';
import { delinquencyBuckets } from '../core/repayment/delinquency';
import { adjustmentId, bilingual, fen, id, instant, isoDate, loanId, positiveFen } from './schemas';

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

/** Codes and an amount: what somebody wants to tell besides is told to the person who helps. */
export const hardshipAsked = z.strictObject({
  reason: z.enum(hardshipReasons),
  wish: z.enum(hardshipWishes),
  /** What could be paid each month. */
  payableFen: fen.optional(),
});

export const hardshipRequest = hardshipAsked.extend({
  loanId,
  status: z.enum(['open', 'granted', 'refused']),
  askedAt: instant,
  askedBy: z.enum(['borrower', 'collector']),
  decidedAt: instant.optional(),
  adjustmentId: adjustmentId.optional(),
  /** Contacts about the loan rest until this day is over. */
  restsUntil: isoDate.optional(),
  refusal: z.strictObject({ code: z.enum(hardshipRefusalCodes), text: bilingual }).optional(),
});

const hoursOfDay = z.strictObject({
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
});

export const preferences = z.strictObject({
  /** No contact at all about one’s loans. */
  doNotContact: z.boolean(),
  declinedChannels: z.array(z.enum(contactChannels)),
  /** Hours at night to which one agrees; nobody else can agree to them. */
  agreedHours: hoursOfDay.optional(),
  language: z.enum(['zh', 'en']).optional(),
  /** For example Asia/Urumqi: by whose clock it is night. */
  timeZone: z.string().max(40).optional(),
});
