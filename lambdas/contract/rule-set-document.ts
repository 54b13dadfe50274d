/** The shape of a rule set's document; what else must hold is checked by core/risk/rules. */
import * as z from 'zod';
import {
  type Condition,
  decisionStages,
  type RuleSetDocument,
  type RuleSetName,
  ruleSetNames,
  undecidedPolicies,
} from '../core/risk/rules/document';

const name = z.string().regex(/^[a-z][A-Za-z0-9]{0,59}$/);
const text = z.string().max(200);
const about = z.string().max(500);
const fieldValue = z.union([z.number(), text, z.boolean()]);

const tests = [
  { is: z.enum(['below', 'atMost', 'atLeast', 'above']), value: z.number() },
  { is: z.enum(['equal', 'notEqual']), value: fieldValue },
  { is: z.literal('between'), from: z.number(), to: z.number() },
  {
    is: z.enum(['in', 'notIn']),
    values: z
      .array(z.union([z.number(), text]))
      .min(1)
      .max(500),
  },
  { is: z.literal('present') },
  { is: z.literal('missing') },
] as const;

const [ordering, equality, between, among, present, missing] = tests;

const valueTest = z.discriminatedUnion('is', [
  z.strictObject(ordering),
  z.strictObject(equality),
  z.strictObject(between),
  z.strictObject(among),
  z.strictObject(present),
  z.strictObject(missing),
]);

const field = { field: name };
const fieldCondition = z.discriminatedUnion('is', [
  z.strictObject({ ...field, ...ordering }),
  z.strictObject({ ...field, ...equality }),
  z.strictObject({ ...field, ...between }),
  z.strictObject({ ...field, ...among }),
  z.strictObject({ ...field, ...present }),
  z.strictObject({ ...field, ...missing }),
]);

/** Read as what its member says it is, so that an error names its place inside. */
const condition: z.ZodType<Condition> = z.lazy(() =>
  z.unknown().transform((value, context): Condition => {
    const parsed = conditionShape(value).safeParse(value);
    if (parsed.success) return parsed.data;
    // The inner issues keep their codes; their paths are put behind this place's.
    const inner: readonly unknown[] = parsed.error.issues;
    context.issues.push(...(inner as z.core.$ZodRawIssue[]));
    return z.NEVER;
  }),
);

const parts = z.array(condition).min(1).max(100);
const allOf = z.strictObject({ all: parts });
const anyOf = z.strictObject({ any: parts });
const notOf = z.strictObject({ not: condition });

function conditionShape(value: unknown): z.ZodType<Condition> {
  if (typeof value !== 'object' || value === null) return fieldCondition;
  if ('all' in value) return allOf;
  if ('any' in value) return anyOf;
  return 'not' in value ? notOf : fieldCondition;
}

const points = { points: z.int().min(-10_000).max(10_000), reason: name.optional() };
const effect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['decline', 'refer']), reason: name }),
  z.strictObject({ kind: z.literal('score'), ...points }),
  z.strictObject({ kind: z.literal('tag'), tag: name }),
]);

const applies = {
  stages: z.array(z.enum(decisionStages)).min(1).max(decisionStages.length).optional(),
  about: about.optional(),
  missing: z.enum(undecidedPolicies),
  error: z.enum(undecidedPolicies).optional(),
};

const cells = z.array(valueTest.nullable()).max(20);
const table = { ...applies, table: name, columns: z.array(name).min(1).max(20) };
const effectRows = z
  .array(z.strictObject({ when: cells, effect }))
  .min(1)
  .max(500);
const scoreRows = z
  .array(z.strictObject({ when: cells, ...points }))
  .min(1)
  .max(500);

const decisionTable = z.discriminatedUnion('hits', [
  z.strictObject({ ...table, hits: z.enum(['first', 'collect']), rows: effectRows }),
  z.strictObject({
    ...table,
    hits: z.literal('scoreSum'),
    rows: scoreRows,
    bands: z
      .array(z.strictObject({ from: z.int(), effect }))
      .max(20)
      .optional(),
  }),
]);

/** Deeper ones are refused before anything descends into them. */
const deepestValue = 40;

/** Any JSON object on the wire: API Gateway's validator knows neither choices nor recursion. */
export const ruleSetDocument: z.ZodType<RuleSetDocument, { ruleSet: RuleSetName }> = z
  .looseObject({ ruleSet: z.enum(ruleSetNames) })
  .refine((document) => depthOf(document) <= deepestValue, { abort: true })
  .pipe(
    z.strictObject({
      ruleSet: z.enum(ruleSetNames),
      about,
      rules: z.array(z.strictObject({ ...applies, rule: name, when: condition, effect })).max(300),
      tables: z.array(decisionTable).max(30).optional(),
    }),
  );

/** Level by level: a hostile document must not exhaust the stack. */
function depthOf(document: unknown): number {
  let level: unknown[] = [document];
  let depth = 0;
  while (level.length > 0 && depth <= deepestValue) {
    depth += 1;
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return depth;
}
