/** Risk staff's work on rule sets: versions, what is in force, shadows. */
import * as z from 'zod';
import { ruleSetNames } from '../core/risk/rules/document';
import { route } from './route';
import { ruleSetDocument } from './rule-set-document';
import { cursor, id, instant, nothing, page, sha256 } from './schemas';

const staff = ['risk', 'admin'] as const;
const readers = ['risk', 'admin', 'auditor'] as const;

/** The version: the hash of its document. */
const ruleSetHash = sha256;
const activationId = id('act');
/** A day that there is, and a time of it. */
const moment = instant.refine((text) => !Number.isNaN(Date.parse(text)));
const why = z.string().min(3).max(500);

const version = z.strictObject({
  ruleSetHash,
  ruleSet: z.enum(ruleSetNames),
  about: z.string(),
  rules: z.int(),
  tables: z.int(),
  /** `system:deployment` for a version that came with the software. */
  proposedBy: z.string(),
  proposedAt: instant,
});

const activation = z.strictObject({
  activationId,
  ruleSetHash,
  status: z.enum(['proposed', 'approved', 'withdrawn']),
  why: z.string(),
  effectiveFrom: instant.optional(),
  proposedBy: z.string(),
  proposedAt: instant,
  decidedBy: z.string().optional(),
  decidedAt: instant.optional(),
});

/** Runs from its approval by another person on. */
const shadow = z.strictObject({
  ruleSetHash,
  proposedBy: z.string(),
  proposedAt: instant,
  approvedBy: z.string().optional(),
  approvedAt: instant.optional(),
});

const hashed = {
  params: z.strictObject({ ruleSetHash }),
  owned: { ruleSetHash: 'unowned' },
} as const;
const activated = {
  params: z.strictObject({ ruleSetHash, activationId }),
  owned: { ruleSetHash: 'unowned', activationId: 'unowned' },
} as const;

export const proposeRuleSet = route({
  operationId: 'proposeRuleSet',
  capability: 'risk',
  method: 'POST',
  path: '/rule-sets',
  access: staff,
  idempotent: true,
  summary: 'Keep a rule set as a version; it decides nothing until it is activated',
  body: z.strictObject({ document: ruleSetDocument }),
  responses: { 201: version },
});

export const listRuleSets = route({
  operationId: 'listRuleSets',
  capability: 'risk',
  method: 'GET',
  path: '/rule-sets',
  access: readers,
  summary: 'Which version is in force, which is yet to come, which run as shadows; all versions',
  query: page,
  responses: {
    200: z.strictObject({
      inForce: z.strictObject({ ruleSetHash, effectiveFrom: instant.optional() }),
      scheduled: z.array(z.strictObject({ ruleSetHash, activationId, effectiveFrom: instant })),
      shadows: z.array(shadow),
      /** Newest first. */
      versions: z.array(version),
      next: cursor.optional(),
    }),
  },
});

export const getRuleSet = route({
  operationId: 'getRuleSet',
  capability: 'risk',
  method: 'GET',
  path: '/rule-sets/{ruleSetHash}',
  access: readers,
  ...hashed,
  summary: 'A version with its rules and every time it was put in force',
  responses: {
    200: z.strictObject({
      ...version.shape,
      document: z.record(z.string(), z.unknown()),
      activations: z.array(activation),
    }),
  },
  problems: ['not_found'],
});

export const proposeActivation = route({
  operationId: 'proposeActivation',
  capability: 'risk',
  method: 'POST',
  path: '/rule-sets/{ruleSetHash}/activations',
  access: staff,
  ...hashed,
  idempotent: true,
  summary: 'Ask for a version to be put in force; rolling back is asking for an older one',
  body: z.strictObject({ why, effectiveFrom: moment.optional() }),
  responses: { 201: activation },
  problems: ['not_found'],
});

export const approveActivation = route({
  operationId: 'approveActivation',
  capability: 'risk',
  method: 'POST',
  path: '/rule-sets/{ruleSetHash}/activations/{activationId}/approval',
  access: staff,
  ...activated,
  idempotent: true,
  summary: 'Approve what another person has asked for: it is in force within a minute',
  responses: { 201: activation },
  problems: ['not_found', 'second_person_required', 'change_closed'],
});

export const withdrawActivation = route({
  operationId: 'withdrawActivation',
  capability: 'risk',
  method: 'POST',
  path: '/rule-sets/{ruleSetHash}/activations/{activationId}/withdrawal',
  access: staff,
  ...activated,
  idempotent: true,
  summary: 'Withdraw what is not in force yet',
  responses: { 201: activation },
  problems: ['not_found', 'change_closed'],
});

export const startShadow = route({
  operationId: 'startShadow',
  capability: 'risk',
  method: 'PUT',
  path: '/rule-sets/{ruleSetHash}/shadow',
  access: staff,
  ...hashed,
  summary: 'Ask for a version to run beside the one in force; the same by another person approves',
  responses: { 200: shadow },
  problems: ['not_found', 'second_person_required', 'shadows_exhausted'],
});

export const stopShadow = route({
  operationId: 'stopShadow',
  capability: 'risk',
  method: 'DELETE',
  path: '/rule-sets/{ruleSetHash}/shadow',
  access: staff,
  ...hashed,
  summary: 'Stop a shadow, or take back that it was asked for',
  responses: { 200: nothing },
  problems: ['not_found'],
});
