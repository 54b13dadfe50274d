/** A refusal as it crosses the wire: RFC 9457's problem document with our closed code. */
import * as z from 'zod';
import { problemCodes } from '../core/problem';

export const problemDocument = z.strictObject({
  type: z.string(),
  title: z.string(),
  titleZh: z.string(),
  status: z.int().min(400).max(599),
  code: z.enum(problemCodes),
  /** What to tell support. */
  requestId: z.string(),
  /** What was wrong in the input, never its value. */
  fields: z.array(z.strictObject({ path: z.string(), reason: z.string() })).optional(),
  /** Machine-readable figures that explain the refusal. */
  figures: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])).optional(),
});

export type ProblemDocument = z.infer<typeof problemDocument>;
