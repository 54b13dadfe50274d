/** Trying a rule set on decisions that were made, before anybody puts it in force. */
import * as z from 'zod';
import { maximumBacktestDecisions } from '../core/risk/backtest/backtest';
import { unusablePart } from './decisions';
import { route } from './route';
import { id, instant, isoDate, sha256 } from './schemas';

const ruleSetHash = sha256;
const backtestId = id('bkt');
const outcome = z.enum(['approve', 'refer', 'decline']);
const count = z.int().min(0);
/** As it was decided, and as the rule set would have it. */
const both = { live: count, candidate: count };

const backtest = z.strictObject({
  backtestId,
  ruleSetHash,
  from: isoDate,
  to: isoDate,
  maximum: count,
  status: z.enum(['running', 'completed', 'failed']),
  decisions: count,
  /** Decisions that cannot be made again, by what they were made by and is no more. */
  notReplayable: z.array(z.strictObject({ ...unusablePart.shape, decisions: count })),
  approvals: z.strictObject(both),
  /** Of decisions that would have ended otherwise. */
  changes: z.array(z.strictObject({ was: outcome, would: outcome, decisions: count })),
  rules: z.array(z.strictObject({ rule: z.string(), ...both })),
  requestedBy: z.string(),
  requestedAt: instant,
  completedAt: instant.optional(),
});

export const createBacktest = route({
  operationId: 'createBacktest',
  capability: 'risk',
  method: 'POST',
  path: '/rule-sets/{ruleSetHash}/backtests',
  access: ['risk', 'admin'],
  params: z.strictObject({ ruleSetHash }),
  owned: { ruleSetHash: 'unowned' },
  idempotent: true,
  summary: 'Decide the decisions of up to 31 days anew with a rule set, and count what differs',
  body: z.strictObject({
    from: isoDate,
    to: isoDate,
    maximum: z.int().min(1).max(maximumBacktestDecisions).optional(),
  }),
  responses: { 201: backtest },
  problems: ['not_found'],
});

export const getBacktest = route({
  operationId: 'getBacktest',
  capability: 'risk',
  method: 'GET',
  path: '/rule-sets/{ruleSetHash}/backtests/{backtestId}',
  access: ['risk', 'admin', 'auditor'],
  params: z.strictObject({ ruleSetHash, backtestId }),
  owned: { ruleSetHash: 'unowned', backtestId: 'unowned' },
  summary: 'How far a backtest is, and what it has found so far',
  responses: { 200: backtest },
  problems: ['not_found'],
});
