/** Risk staff's work on models, matrices, pricing and strategies: upload, shadow, promote, back. */
import * as z from 'zod';
import { maximumDocumentCharacters, placements } from '../core/risk/decision/document-rows';
import { documentKinds } from '../core/risk/decision/policy';
import { route } from './route';
import { cursor, id, instant, sha256 } from './schemas';

const staff = ['risk', 'admin'] as const;
const readers = ['risk', 'admin', 'auditor'] as const;

const documentHash = sha256;
const changeId = id('act');
const kind = z.enum(documentKinds);

const version = z.strictObject({
  documentHash,
  kind,
  sheet: z.string(),
  characters: z.int(),
  /** `system:deployment` for a document that came with the software. */
  proposedBy: z.string(),
  proposedAt: instant,
});

const change = z.strictObject({
  changeId,
  documentHash,
  kind,
  placement: z.enum(placements),
  why: z.string(),
  status: z.enum(['proposed', 'approved', 'withdrawn']),
  proposedBy: z.string(),
  proposedAt: instant,
  decidedBy: z.string().optional(),
  decidedAt: instant.optional(),
});

const hashed = {
  params: z.strictObject({ documentHash }),
  owned: { documentHash: 'unowned' },
} as const;
const changed = {
  params: z.strictObject({ documentHash, changeId }),
  owned: { documentHash: 'unowned', changeId: 'unowned' },
} as const;

export const uploadPolicyDocument = route({
  operationId: 'uploadPolicyDocument',
  capability: 'risk',
  method: 'POST',
  path: '/policy-documents',
  access: staff,
  idempotent: true,
  summary: 'Keep a model, matrix, pricing or strategy; it decides nothing until it is placed',
  body: z.strictObject({
    kind,
    /** XGBoost's JSON, a scorecard, or another document's JSON, to the letter. */
    document: z.string().min(2).max(maximumDocumentCharacters),
    /** The data sheet: rows, period, split, quality, fairness, or the judgement behind it. */
    sheet: z.string().min(20).max(50_000),
  }),
  responses: { 201: version },
});

export const listPolicyDocuments = route({
  operationId: 'listPolicyDocuments',
  capability: 'risk',
  method: 'GET',
  path: '/policy-documents',
  access: readers,
  summary: 'What of a kind is in force, what runs beside it, and all versions, newest first',
  query: z.strictObject({ kind, cursor: cursor.optional() }),
  responses: {
    200: z.strictObject({
      inForce: documentHash,
      shadows: z.array(documentHash),
      versions: z.array(version),
      next: cursor.optional(),
    }),
  },
});

export const getPolicyDocument = route({
  operationId: 'getPolicyDocument',
  capability: 'risk',
  method: 'GET',
  path: '/policy-documents/{documentHash}',
  access: readers,
  ...hashed,
  summary: 'A document to the letter, with every change of its place',
  responses: {
    200: z.strictObject({ ...version.shape, document: z.string(), changes: z.array(change) }),
  },
  problems: ['not_found'],
});

export const proposePlacement = route({
  operationId: 'proposePlacement',
  capability: 'risk',
  method: 'POST',
  path: '/policy-documents/{documentHash}/placements',
  access: staff,
  ...hashed,
  idempotent: true,
  summary:
    'Ask for a document to be in force or beside it; rolling back is asking for an older one',
  body: z.strictObject({ placement: z.enum(placements), why: z.string().min(3).max(500) }),
  responses: { 201: change },
  problems: ['not_found'],
});

export const approvePlacement = route({
  operationId: 'approvePlacement',
  capability: 'risk',
  method: 'POST',
  path: '/policy-documents/{documentHash}/placements/{changeId}/approval',
  access: staff,
  ...changed,
  idempotent: true,
  summary: 'Approve what another person has asked for: it holds within a minute',
  responses: { 201: change },
  problems: ['not_found', 'second_person_required', 'change_closed', 'shadows_exhausted'],
});

export const withdrawPlacement = route({
  operationId: 'withdrawPlacement',
  capability: 'risk',
  method: 'POST',
  path: '/policy-documents/{documentHash}/placements/{changeId}/withdrawal',
  access: staff,
  ...changed,
  idempotent: true,
  summary: 'Withdraw what nobody has approved yet',
  responses: { 201: change },
  problems: ['not_found', 'change_closed'],
});
