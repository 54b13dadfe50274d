/** What holds of every rule set and all values. */
import * as fc from 'fast-check';
import { ruleSetDocument } from '../../../../lambdas/contract/rule-set-document';
import { compareEvaluations, verdictOf } from '../../../../lambdas/core/risk/rules/comparison';
import {
  type Condition,
  type DecisionTable,
  type Effect,
  type Fields,
  orderings,
  type Rule,
  type RuleSetDocument,
  type Values,
  type ValueTest,
} from '../../../../lambdas/core/risk/rules/document';
import { compileRuleSet, ruleSetHash } from '../../../../lambdas/core/risk/rules/rule-set';

const fields: Fields = { age: 'number', debt: 'number', city: 'text', listed: 'truth' };
const runs = { numRuns: 150 };

const small = fc.integer({ min: -3, max: 3 });
const city = fc.constantFrom('Xian', 'Wuhan', 'Lhasa');

const testOf = (field: string): fc.Arbitrary<ValueTest> => {
  const sized = fc.constantFrom(...orderings);
  if (field === 'age' || field === 'debt')
    return fc.oneof<fc.Arbitrary<ValueTest>[]>(
      fc.record({ is: sized, value: small }),
      fc.record({ is: fc.constant('between'), from: fc.constant(-1), to: small.map(Math.abs) }),
      fc.record({ is: fc.constantFrom('in', 'notIn'), values: fc.array(small, { minLength: 1 }) }),
    );
  const value = field === 'city' ? city : fc.boolean();
  return fc.oneof<fc.Arbitrary<ValueTest>[]>(
    fc.record({ is: fc.constantFrom('equal', 'notEqual'), value }),
    fc.record({ is: fc.constant('present') }),
    fc.record({ is: fc.constant('missing') }),
  );
};

const fieldCondition = fc
  .constantFrom(...Object.keys(fields))
  .chain((field) => testOf(field).map((asked) => ({ field, ...asked }) as Condition));

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fieldCondition,
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));

const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({ kind: fc.constantFrom('decline', 'refer'), reason: fc.constantFrom('a', 'b', 'c') }),
  fc.record(
    {
      kind: fc.constant('score' as const),
      points: small,
      reason: fc.constantFrom('a', 'b'),
    },
    { requiredKeys: ['kind', 'points'] },
  ),
  fc.record({ kind: fc.constant('tag' as const), tag: fc.constantFrom('x', 'y') }),
);
const policy = fc.constantFrom('refer', 'ignore', 'hit');

const rulesWith = (effects: fc.Arbitrary<Effect>): fc.Arbitrary<readonly Rule[]> =>
  fc
    .array(fc.record({ when: condition, effect: effects, missing: policy, error: policy }), {
      maxLength: 6,
    })
    .map((rules) => rules.map((rule, index) => ({ rule: `rule${index}`, ...rule })));

const rules = rulesWith(effect);

const table: fc.Arbitrary<DecisionTable> = fc.record({
  table: fc.constant('table'),
  columns: fc.constant(['age', 'city']),
  missing: policy,
  hits: fc.constantFrom('first', 'collect'),
  rows: fc.array(
    fc.record({
      when: fc.tuple(fc.option(testOf('age')), fc.option(testOf('city'))),
      effect,
    }),
    { minLength: 1, maxLength: 4 },
  ),
}) as never;

const known = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 4 });
/** Sometimes missing, sometimes of the wrong type. */
const values: fc.Arbitrary<Values> = fc.record({
  age: known(fc.oneof(small, fc.constantFrom('old', Number.NaN, true))),
  debt: known(small),
  city: known(city),
  listed: known(fc.boolean()),
});

it('a rule that declines, once added, never turns a decline into anything else', () => {
  const declining = condition.map(
    (when): Rule => ({ rule: 'added', when, missing: 'refer', effect: decline }),
  );
  fc.assert(
    fc.property(rules, table, declining, values, (some, tables, added, given) => {
      const before = verdictOf(evaluate(some, given, [tables]));
      const after = verdictOf(evaluate([...some, added], given, [tables]));
      expect(severity(after)).toBeGreaterThanOrEqual(severity(before));
    }),
    runs,
  );
});

it('the same version and values always give the same evaluation', () => {
  fc.assert(
    fc.property(rules, table, values, (some, tables, given) => {
      const compiled = compile(some, [tables]);
      const first = compiled.evaluate(given, 'order');
      compiled.evaluate({}, 'order');
      expect(compiled.evaluate(given, 'order')).toEqual(first);
      expect(compile(some, [tables]).evaluate(given, 'order')).toEqual(first);
    }),
    runs,
  );
});

it('the order of the rules changes no rule’s trace, no verdict and no points', () => {
  fc.assert(
    fc.property(rules, values, (some, given) => {
      const one = evaluate(some, given);
      const other = evaluate([...some].reverse(), given);
      expect(compareEvaluations(one, other)).toMatchObject({ scorePointsMore: 0, differences: [] });
      expect([...other.trace].reverse()).toEqual(one.trace);
      expect([...other.declines].sort()).toEqual([...one.declines].sort());
      expect([...other.tags].sort()).toEqual([...one.tags].sort());
    }),
    runs,
  );
});

it('the trace holds an outcome for every condition, whatever has been decided before it', () => {
  fc.assert(
    fc.property(rules, values, (some, given) => {
      for (const [index, { conditions }] of evaluate(some, given).trace.entries()) {
        expect(conditions).toHaveLength(leavesOf((some[index] as Rule).when));
        expect(conditions).not.toContain(undefined);
      }
    }),
    runs,
  );
});

it('what is undecided is decided by learning more, and what is decided stays so', () => {
  fc.assert(
    fc.property(
      condition.filter((when) => !JSON.stringify(when).match(/present|missing/)),
      values,
      city,
      small,
      (when, given, where, number) => {
        const learnt = {
          age: given.age ?? number,
          debt: given.debt ?? number,
          city: given.city ?? where,
          listed: given.listed ?? true,
        };
        const rule: Rule = { rule: 'rule', when, missing: 'refer', effect: decline };
        const before = evaluate([rule], given).trace[0]?.outcome;
        const after = evaluate([rule], learnt).trace[0]?.outcome;
        expect(after).not.toBe('missing');
        if (before === 'hit' || before === 'noHit') expect(after).toBe(before);
      },
    ),
    runs,
  );
});

it('the hash is the content’s, whatever the order of its members', () => {
  fc.assert(
    fc.property(rules, (some) => {
      const document = documentOf(some);
      expect(ruleSetHash(shuffled(document) as RuleSetDocument)).toBe(ruleSetHash(document));
      const other = { ...document, about: 'another' };
      expect(ruleSetHash(other)).not.toBe(ruleSetHash(document));
    }),
    { numRuns: 50 },
  );
});

it('what compiles fits the schema, and the schema gives back what was put in', () => {
  fc.assert(
    fc.property(rules, table, (some, tables) => {
      const document = JSON.parse(JSON.stringify(documentOf(some, [tables])));
      expect(ruleSetDocument.parse(document)).toEqual(document);
    }),
    { numRuns: 100 },
  );
});

const decline: Effect = { kind: 'decline', reason: 'added' };

const severity = (verdict: string): number => ['pass', 'refer', 'decline'].indexOf(verdict);

const documentOf = (
  some: readonly Rule[],
  tables: readonly DecisionTable[] = [],
): RuleSetDocument => ({ ruleSet: 'origination', about: 'any', rules: some, tables });

function compile(some: readonly Rule[], tables: readonly DecisionTable[] = []) {
  const compiled = compileRuleSet(documentOf(some, tables), fields);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
}

const evaluate = (some: readonly Rule[], given: Values, tables: readonly DecisionTable[] = []) =>
  compile(some, tables).evaluate(given, 'order');

function leavesOf(when: Condition): number {
  if ('not' in when) return leavesOf(when.not);
  if ('field' in when) return 1;
  const parts = 'all' in when ? when.all : when.any;
  return parts.reduce((sum, part) => sum + leavesOf(part), 0);
}

/** The same value with the members of every object the other way round. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, part]) => [name, shuffled(part)]),
  );
}
