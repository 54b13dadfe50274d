/** Reconciliation: the day at each channel, and the differences that people explain. */
import * as z from 'zod';
import { differenceKinds } from '../core/payments/reconciliation';
import { resolutions } from '../core/payments/reconciliation-case';
import { route } from './route';
import { caseId, cursor, instant, isoDate, signedFen } from './schemas';

const readers = ['risk', 'admin', 'auditor'] as const;
const workers = ['risk', 'admin'] as const;
const staffId = z.string().regex(/^stf_[a-z2-7]{26}$/);

const reconciliationCase = z.strictObject({
  caseId,
  kind: z.enum(differenceKinds),
  state: z.enum(['open', 'proposed', 'resolved']),
  channel: z.string(),
  day: isoDate,
  instructionId: z.string(),
  /** What the statement has beyond our instructions, from the lender's side; 0: books only. */
  effectFen: signedFen,
  statementFen: signedFen.optional(),
  instructionFen: signedFen.optional(),
  bookedFen: signedFen.optional(),
  openedAt: instant,
  /** A person's id, or `risk` until one has it. */
  owner: z.string(),
  assignee: z.string().optional(),
  resolution: z.enum(resolutions).optional(),
  proposedBy: z.string().optional(),
  resolvedBy: z.string().optional(),
  notes: z.array(z.strictObject({ at: instant, by: z.string(), text: z.string() })),
});

export const getReconciliation = route({
  operationId: 'getReconciliation',
  capability: 'payments',
  method: 'GET',
  path: '/reconciliation/days/{day}',
  access: readers,
  summary: 'A day at every channel: sums, differences, and what is in suspense by age',
  params: z.strictObject({ day: isoDate }),
  owned: { day: 'unowned' },
  responses: {
    200: z.strictObject({
      day: isoDate,
      channels: z.array(
        z.strictObject({
          channel: z.string(),
          statementFen: signedFen,
          instructionsFen: signedFen,
          /** Beyond the differences below; anything but 0 is an error of ours. */
          unexplainedFen: signedFen,
          matched: z.int(),
          differences: z.int(),
          reconciledAt: instant,
        }),
      ),
      /** Of all open cases: within a day, a week, thirty days, and older. */
      suspenseFen: z.strictObject({
        day: signedFen,
        week: signedFen,
        month: signedFen,
        older: signedFen,
      }),
    }),
  },
});

export const listReconciliationCases = route({
  operationId: 'listReconciliationCases',
  capability: 'payments',
  method: 'GET',
  path: '/reconciliation/cases',
  access: readers,
  summary: 'Differences in one state, the oldest day first',
  query: z.strictObject({
    state: z.enum(['open', 'proposed', 'resolved']).optional(),
    cursor: cursor.optional(),
  }),
  responses: {
    200: z.strictObject({ cases: z.array(reconciliationCase), next: cursor.optional() }),
  },
});

const onCase = {
  capability: 'payments',
  method: 'POST',
  access: workers,
  idempotent: true,
  params: z.strictObject({ caseId }),
  owned: { caseId: 'unowned' },
  responses: { 201: reconciliationCase },
} as const;

export const noteReconciliationCase = route({
  ...onCase,
  operationId: 'noteReconciliationCase',
  path: '/reconciliation/cases/{caseId}/notes',
  summary: 'Hand a case to somebody, or write down what was found',
  body: z.strictObject({
    assignee: staffId.optional(),
    /** Of the money and the channel; no person is named here. */
    text: z.string().min(1).max(500).optional(),
  }),
  problems: ['not_found', 'case_closed'],
});

export const resolveReconciliationCase = route({
  ...onCase,
  operationId: 'resolveReconciliationCase',
  path: '/reconciliation/cases/{caseId}/resolution',
  summary: 'Say what explains a case; where money is at stake a second person decides',
  body: z.strictObject({ resolution: z.enum(resolutions) }),
  problems: ['not_found', 'case_closed'],
});

export const decideReconciliationCase = route({
  ...onCase,
  operationId: 'decideReconciliationCase',
  path: '/reconciliation/cases/{caseId}/decision',
  stepUp: true,
  summary: "The second person's word on a proposed resolution",
  body: z.strictObject({ decision: z.enum(['approve', 'reject']) }),
  problems: ['not_found', 'case_closed', 'second_person_required'],
});
