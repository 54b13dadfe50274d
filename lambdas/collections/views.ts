/** How cases, contacts and disputes are shown: figures and codes, no person. */
import type * as z from 'zod';
import type { getCollectionCase, listDisputes } from '../contract/collections';
import type { listContacts } from '../contract/debtors';
import type { requestHardshipHelp } from '../contract/hardship';
import type { NoteBody } from '../core/collections/case-record';
import type { CollectionCase } from '../core/collections/collection-case';
import type { Stop } from '../core/collections/contact-gate';
import type { ContactRecord } from '../core/collections/contact-record';
import type { Dispute } from '../core/collections/dispute-record';
import { type HardshipRequest, hardshipRefusals } from '../core/collections/hardship-record';
import type { PromiseToPay } from '../core/collections/promise';

type CaseView = Omit<
  z.input<(typeof getCollectionCase)['responses'][200]>,
  'maskedName' | 'maskedPhone' | 'stops' | 'contacts' | 'notes'
>;
type ContactView = z.input<(typeof listContacts)['responses'][200]>['contacts'][number];
type HardshipView = z.input<(typeof requestHardshipHelp)['responses'][201]>;
type DisputeView = z.input<(typeof listDisputes)['responses'][200]>['disputes'][number];

export const caseView = (held: CollectionCase): CaseView => ({
  loanId: held.loanId,
  orderId: held.orderId,
  customerId: held.customerId,
  status: held.status,
  openedOn: held.openedOn,
  ...(held.closedOn && { closedOn: held.closedOn, closedBecause: held.closedBecause }),
  bucket: held.bucket,
  daysPastDue: held.daysPastDue,
  overdueFen: held.overdueFen,
  risk: held.risk,
  strategyVersion: held.strategyVersion,
  arm: held.arm,
  ...(held.actOn && { actOn: held.actOn }),
  ...(held.queuedAt && { queuedAt: held.queuedAt }),
  ...(held.assigneeId && { assigneeId: held.assigneeId }),
  ...(held.promise && { promise: promiseView(held.promise) }),
  brokenPromises: held.brokenPromises,
});

export const promiseView = ({ eventsBefore: _, ...promise }: PromiseToPay) => promise;

export const contactView = (contact: ContactRecord): ContactView => ({
  contactId: contact.contactId,
  loanId: contact.loanId,
  at: contact.at,
  channel: contact.channel,
  purpose: contact.purpose,
  status: contact.status,
  ...(contact.reasons && { reasons: [...contact.reasons] }),
  ...(contact.nextAllowedAt && { nextAllowedAt: contact.nextAllowedAt }),
  ...(contact.rulesVersion && { rulesVersion: contact.rulesVersion }),
  ...(contact.result && { result: contact.result }),
});

export const disputeView = ({
  loanId,
  reason,
  openedAt,
  status,
  resolution,
}: Dispute): DisputeView => ({
  loanId,
  reason,
  openedAt,
  status,
  ...(resolution && { resolution }),
});

/** A refusal is told in words as well. */
export const hardshipView = (request: HardshipRequest): HardshipView => ({
  loanId: request.loanId,
  reason: request.reason,
  wish: request.wish,
  ...(request.payableFen !== undefined && { payableFen: request.payableFen }),
  status: request.status,
  askedAt: request.askedAt,
  askedBy: request.askedBy,
  ...(request.decidedAt && { decidedAt: request.decidedAt }),
  ...(request.adjustmentId && { adjustmentId: request.adjustmentId }),
  ...(request.restsUntil && { restsUntil: request.restsUntil }),
  ...(request.refusal && {
    refusal: { code: request.refusal, text: hardshipRefusals[request.refusal] },
  }),
});

type NoteView = z.input<(typeof getCollectionCase)['responses'][200]>['notes'][number];
type StopView = z.input<(typeof getCollectionCase)['responses'][200]>['stops'][number];

export const noteView = (note: NoteBody): NoteView => note;

export const stopView = ({ kind, untilMillis }: Stop): StopView => ({
  kind,
  ...(untilMillis !== undefined && { until: new Date(untilMillis).toISOString() }),
});
