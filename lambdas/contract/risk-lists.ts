/** Risk staff's work on the black, grey and white lists. */
import * as z from 'zod';
import { listingReasons, listingSources, listNames } from '../core/risk/lists/listing';
import { velocityKindNames } from '../core/risk/profile/velocity-kinds';
import { route } from './route';
import { cursor, id, instant } from './schemas';

const staff = ['risk', 'admin'] as const;
const readers = ['risk', 'admin', 'auditor'] as const;

const list = z.enum(listNames);
const listedId = id('lsd');
const kind = z.enum(velocityKindNames);
const reason = z.enum(listingReasons);
const source = z.enum(listingSources);
const moment = instant.refine((text) => !Number.isNaN(Date.parse(text)));

const listing = z.strictObject({
  listedId,
  list,
  kind,
  reason,
  source,
  status: z.enum(['proposed', 'listed', 'removed']),
  expiresAt: instant.optional(),
  snoozedUntil: instant.optional(),
  /** What waits for a second person. */
  proposal: z
    .strictObject({
      change: z.enum(['add', 'snooze', 'remove']),
      until: instant.optional(),
      proposedBy: z.string(),
      proposedAt: instant,
    })
    .optional(),
  decidedBy: z.string().optional(),
  decidedAt: instant.optional(),
});

const listed = {
  params: z.strictObject({ list, listedId }),
  owned: { list: 'unowned', listedId: 'unowned' },
} as const;

/** Not idempotent by key: a hash of the request would be one of the number. It is by content. */
export const proposeListing = route({
  operationId: 'proposeListing',
  capability: 'risk',
  method: 'POST',
  path: '/risk-lists/{list}/entries',
  access: staff,
  params: z.strictObject({ list }),
  owned: { list: 'unowned' },
  summary: 'Ask for a phone, an ID number, a device … to be listed; only its blind index is kept',
  body: z.strictObject({
    kind,
    value: z.string().min(1).max(100),
    reason,
    source,
    expiresAt: moment.optional(),
  }),
  responses: { 201: listing },
});

export const listListings = route({
  operationId: 'listListings',
  capability: 'risk',
  method: 'GET',
  path: '/risk-lists/{list}/entries',
  access: readers,
  params: z.strictObject({ list }),
  owned: { list: 'unowned' },
  summary: 'The entries of a list, latest change first; or those that wait for a second person',
  query: z.strictObject({ cursor: cursor.optional(), pending: z.literal('true').optional() }),
  responses: { 200: z.strictObject({ entries: z.array(listing), next: cursor.optional() }) },
});

export const proposeListingChange = route({
  operationId: 'proposeListingChange',
  capability: 'risk',
  method: 'POST',
  path: '/risk-lists/{list}/entries/{listedId}/changes',
  access: staff,
  ...listed,
  idempotent: true,
  summary: 'Ask for an entry to be snoozed until an instant, or removed',
  body: z.strictObject({ change: z.enum(['snooze', 'remove']), until: moment.optional() }),
  responses: { 201: listing },
  problems: ['not_found', 'change_closed'],
});

export const approveListing = route({
  operationId: 'approveListing',
  capability: 'risk',
  method: 'POST',
  path: '/risk-lists/{list}/entries/{listedId}/approval',
  access: staff,
  ...listed,
  idempotent: true,
  summary: 'Approve the change of an entry that another person has proposed',
  responses: { 201: listing },
  problems: ['not_found', 'second_person_required', 'change_closed'],
});

export const rejectListing = route({
  operationId: 'rejectListing',
  capability: 'risk',
  method: 'POST',
  path: '/risk-lists/{list}/entries/{listedId}/rejection',
  access: staff,
  ...listed,
  idempotent: true,
  summary: 'Reject or take back a proposed change of an entry',
  responses: { 201: listing },
  problems: ['not_found', 'change_closed'],
});
