/** Risk: decisions as they were made, for those who answer for them. */
import * as z from 'zod';
import { policyParts, unusableWhys } from '../core/risk/decision/unusable';
import { route } from './route';
import { bilingual, cursor, customerId, fen, instant, isoDate, sha256, signedFen } from './schemas';

/** An order's decision carries the order's id, that of a limit one of its own. */
const subjectId = z.string().regex(/^(ord|dec)_[a-z2-7]{26}$/);
const stage = z.enum(['limit', 'order']);
const outcome = z.enum(['approve', 'refer', 'decline']);
const value = z.union([z.number(), z.string(), z.boolean()]);
const codes = z.array(z.string());

const reason = z.strictObject({
  code: z.string(),
  text: bilingual,
  feature: z.string().optional(),
  value: value.nullable().optional(),
  pointsLost: z.number().optional(),
});

const cardScore = z.strictObject({
  score: z.int(),
  probability: z.number(),
  margin: z.number(),
  unknown: codes,
  reasons: z.array(
    z.strictObject({ feature: z.string(), value: value.nullable(), pointsLost: z.number() }),
  ),
});

const summary = {
  subjectId,
  customerId,
  stage,
  decidedAt: instant,
  outcome,
  grade: z.string().optional(),
  score: z.int(),
  limitFen: fen,
  reasons: z.array(reason),
};

const decision = z.strictObject({
  ...summary,
  outcomeWithoutRules: outcome,
  learning: z.boolean(),
  profile: z.array(
    z.strictObject({
      field: z.string(),
      means: bilingual,
      value: value.optional(),
      missing: z.string().optional(),
      source: z.string(),
      observedAt: instant,
    }),
  ),
  sources: z.array(
    z.strictObject({
      source: z.string(),
      outcome: z.string(),
      version: z.string(),
      millis: z.number(),
    }),
  ),
  rules: z.strictObject({
    declines: codes,
    refers: codes,
    scorePoints: z.number(),
    /** Points by reason code; below zero they cost the applicant. */
    scoreReasons: z.array(z.strictObject({ reason: z.string(), points: z.number() })).optional(),
    tags: codes,
    trace: z.array(
      z.strictObject({
        rule: z.string(),
        outcome: z.enum(['hit', 'noHit', 'missing', 'error']),
        conditions: z.array(z.enum(['holds', 'fails', 'missing', 'error'])),
        rows: z.array(z.int()).optional(),
      }),
    ),
  }),
  fraud: cardScore,
  credit: cardScore,
  affordability: z.strictObject({
    capacityFen: signedFen,
    instalmentFen: fen,
    affordable: z.boolean(),
  }),
  limit: z.strictObject({
    parts: z.record(z.string(), signedFen),
    bound: z.string(),
    limitFen: fen,
  }),
  price: z
    .strictObject({
      parts: z.record(z.string(), z.int()),
      requiredPpm: z.int(),
      ratePpm: z.int(),
      aboveCap: z.boolean(),
      belowRequired: z.boolean(),
    })
    .optional(),
  versions: z.strictObject({
    engine: z.int(),
    strategy: sha256,
    arm: z.string(),
    rules: sha256,
    documents: z.record(z.string(), sha256),
  }),
  shadows: z.array(
    z.strictObject({
      kind: z.string(),
      hash: sha256,
      score: z.int().optional(),
      probability: z.number().optional(),
      verdict: z.string().optional(),
      /** Rules whose outcomes differ from those in force. */
      differences: z
        .array(z.strictObject({ rule: z.string(), live: z.string(), shadow: z.string() }))
        .optional(),
    }),
  ),
  /** Microseconds. */
  timings: z.record(z.string(), z.number()),
});

export const getDecision = route({
  operationId: 'getDecision',
  capability: 'risk',
  method: 'GET',
  path: '/decisions/{subjectId}',
  access: ['risk', 'reviewer', 'auditor'],
  summary: 'A decision whole: inputs, versions, what each stage found, reasons, timings',
  params: z.strictObject({ subjectId }),
  owned: { subjectId: 'unowned' },
  responses: { 200: decision },
  problems: ['not_found'],
});

export const listDecisions = route({
  operationId: 'listDecisions',
  capability: 'risk',
  method: 'GET',
  path: '/decisions',
  access: ['risk', 'auditor'],
  summary: 'The decisions of a day in China, in no particular order',
  query: z.strictObject({ on: isoDate, cursor: cursor.optional() }),
  responses: {
    200: z.strictObject({
      decisions: z.array(z.strictObject(summary)),
      next: cursor.optional(),
    }),
  },
});

/** What an earlier decision was made by, and can no longer be used. */
export const unusablePart = z.strictObject({
  part: z.enum(policyParts),
  /** A hash; of an arm its name, of an engine its number. */
  version: z.string(),
  why: z.enum(unusableWhys),
});

export const replayDecision = route({
  operationId: 'replayDecision',
  capability: 'risk',
  method: 'POST',
  path: '/decisions/{subjectId}/replay',
  access: ['risk', 'auditor'],
  summary: 'Decide again from the record alone, and compare bit for bit',
  params: z.strictObject({ subjectId }),
  owned: { subjectId: 'unowned' },
  responses: {
    200: z.strictObject({
      outcome: z.enum(['same', 'different', 'notReplayable']),
      /** Where record and replay first differ. */
      difference: z
        .strictObject({ path: z.string(), recorded: z.string(), replayed: z.string() })
        .optional(),
      /** What the decision was made by and is no more: nothing is proven either way. */
      unusable: unusablePart.optional(),
    }),
  },
  problems: ['not_found'],
});
