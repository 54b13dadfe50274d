/** Early warning: the watch list of borrowers who gave signs of trouble. */
import * as z from 'zod';
import { warningActions, warningTriggers } from '../core/risk/warnings/warning';
import { watchShards } from '../core/risk/warnings/watch-record';
import { route } from './route';
import { cursor, customerId, instant, isoDate, page } from './schemas';

const watched = z.strictObject({
  customerId,
  status: z.enum(['quiet', 'watched']),
  warnings: z.array(
    z.strictObject({
      trigger: z.enum(warningTriggers),
      action: z.enum(warningActions),
      value: z.int(),
      raisedOn: isoDate,
      rulesVersion: z.string(),
    }),
  ),
  closedAt: instant.optional(),
});

export const listWatched = route({
  operationId: 'listWatched',
  capability: 'risk',
  method: 'GET',
  path: '/watch-list',
  access: ['risk', 'collector', 'admin', 'auditor'],
  summary: 'Borrowers on the watch list, the longest watched first',
  /** The list is kept in shards: read them all, each to its end. */
  query: page.extend({ shard: z.enum(watchShards) }),
  responses: { 200: z.strictObject({ watched: z.array(watched), next: cursor.optional() }) },
});

export const closeWatch = route({
  operationId: 'closeWatch',
  capability: 'risk',
  method: 'POST',
  path: '/watch-list/{customerId}/closure',
  access: ['risk', 'admin'],
  idempotent: true,
  summary: 'Take a borrower off the watch list, and give the limit free again or leave it frozen',
  params: z.strictObject({ customerId }),
  owned: { customerId: 'unowned' },
  body: z.strictObject({ limit: z.enum(['release', 'leave']) }),
  responses: { 201: watched },
  problems: ['not_found'],
});
