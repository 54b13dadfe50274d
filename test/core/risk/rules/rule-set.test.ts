/** Evaluating rule sets: logic of three values, effects, and a trace of every condition. */

import { ruleSetDocument } from '../../../../lambdas/contract/rule-set-document';
import { profileFields } from '../../../../lambdas/core/risk/profile/fields';
import type {
  Condition,
  DecisionTable,
  Effect,
  Fields,
  Rule,
  Values,
} from '../../../../lambdas/core/risk/rules/document';
import { compileRuleSet } from '../../../../lambdas/core/risk/rules/rule-set';
import { reasonCodes } from '../../../../lambdas/platform/composition/reasons';
import first from '../../../../models/risk/origination-rule-set-1.json';
import second from '../../../../models/risk/origination-rule-set-2.json';

const declined: Effect = { kind: 'decline', reason: 'loanOverdue' };
const fields: Fields = { age: 'number', city: 'text', listed: 'truth' };

describe('a rule', () => {
  it.each<[string, Condition, Values, string]>([
    ['below', { field: 'age', is: 'below', value: 18 }, { age: 17 }, 'hit'],
    ['below its bound', { field: 'age', is: 'below', value: 18 }, { age: 18 }, 'noHit'],
    ['at most', { field: 'age', is: 'atMost', value: 18 }, { age: 18 }, 'hit'],
    ['at least', { field: 'age', is: 'atLeast', value: 18 }, { age: 18 }, 'hit'],
    ['above', { field: 'age', is: 'above', value: 18 }, { age: 18 }, 'noHit'],
    ['between, lower end', { field: 'age', is: 'between', from: 18, to: 60 }, { age: 18 }, 'hit'],
    ['between, upper end', { field: 'age', is: 'between', from: 18, to: 60 }, { age: 60 }, 'hit'],
    ['outside', { field: 'age', is: 'between', from: 18, to: 60 }, { age: 61 }, 'noHit'],
    ['equal', { field: 'city', is: 'equal', value: 'Xian' }, { city: 'Xian' }, 'hit'],
    ['not equal', { field: 'city', is: 'notEqual', value: 'Xian' }, { city: 'Xian' }, 'noHit'],
    ['in', { field: 'city', is: 'in', values: ['Xian', 'Wuhan'] }, { city: 'Wuhan' }, 'hit'],
    ['not in', { field: 'city', is: 'notIn', values: ['Xian'] }, { city: 'Wuhan' }, 'hit'],
    ['truth', { field: 'listed', is: 'equal', value: true }, { listed: true }, 'hit'],
    ['present', { field: 'city', is: 'present' }, { city: 'Xian' }, 'hit'],
    ['present, but null', { field: 'city', is: 'present' }, { city: null }, 'noHit'],
    ['missing', { field: 'city', is: 'missing' }, {}, 'hit'],
    ['missing, but known', { field: 'city', is: 'missing' }, { city: 'Xian' }, 'noHit'],
    ['of a missing value', { field: 'age', is: 'below', value: 18 }, {}, 'missing'],
    ['of a wrong value', { field: 'age', is: 'below', value: 18 }, { age: '17' }, 'error'],
    ['of no finite number', { field: 'age', is: 'below', value: 18 }, { age: Number.NaN }, 'error'],
    ['present, of a wrong value', { field: 'age', is: 'present' }, { age: true }, 'error'],
  ])('%s', (_, when, values, outcome) => {
    expect(evaluate([aRule({ when })], values).trace[0]?.outcome).toBe(outcome);
  });
});

describe('logic over what is missing', () => {
  const known = { field: 'city', is: 'equal', value: 'Xian' } as const;
  const unknown = { field: 'age', is: 'below', value: 18 } as const;
  const wrong = { field: 'listed', is: 'equal', value: true } as const;

  it.each<[string, Condition, string, string]>([
    ['all, with one that fails', { all: [unknown, known] }, 'Wuhan', 'noHit'],
    ['all, with the rest holding', { all: [unknown, known] }, 'Xian', 'missing'],
    ['any, with one that holds', { any: [unknown, known] }, 'Xian', 'hit'],
    ['any, with the rest failing', { any: [unknown, known] }, 'Wuhan', 'missing'],
    ['not', { not: unknown }, 'Xian', 'missing'],
    ['an error beside it', { all: [unknown, wrong, known] }, 'Xian', 'error'],
    ['an error, decided all the same', { any: [wrong, known] }, 'Xian', 'hit'],
  ])('%s', (_, when, city, outcome) => {
    const values = { city, listed: 'yes' };
    expect(evaluate([aRule({ when })], values).trace[0]?.outcome).toBe(outcome);
  });

  it('keeps the outcome of every condition, also of those that decided nothing', () => {
    const when: Condition = { any: [known, { all: [unknown, { not: wrong }] }] };
    const { trace } = evaluate([aRule({ when })], { city: 'Xian', listed: false });

    expect(trace[0]?.conditions).toEqual(['holds', 'missing', 'fails']);
  });
});

describe('what a rule says of the undecided', () => {
  it.each<[Partial<Rule>, Values, string[], string[]]>([
    [{ missing: 'refer' }, {}, [], ['factMissing']],
    [{ missing: 'ignore' }, {}, [], []],
    [{ missing: 'hit' }, {}, ['loanOverdue'], []],
    [{ missing: 'ignore' }, { age: 'old' }, [], ['factMissing']],
    [{ missing: 'ignore', error: 'hit' }, { age: 'old' }, ['loanOverdue'], []],
    [{ missing: 'refer', error: 'ignore' }, { age: 'old' }, [], []],
  ])('%j of %j is done', (policies, values, declines, refers) => {
    expect(evaluate([aRule(policies)], values)).toMatchObject({ declines, refers });
  });
});

describe('an effect', () => {
  it('declines, refers, scores and tags, each reason once', () => {
    const effects: Effect[] = [
      declined,
      declined,
      { kind: 'refer', reason: 'employmentShort' },
      { kind: 'score', points: 30 },
      { kind: 'score', points: -50 },
      { kind: 'tag', tag: 'thin' },
    ];
    const rules = effects.map((effect, index) => aRule({ rule: `rule${index}`, effect }));

    expect(evaluate(rules, { age: 17 })).toMatchObject({
      declines: ['loanOverdue'],
      refers: ['employmentShort'],
      scorePoints: -20,
      tags: ['thin'],
    });
  });

  it('sums the points it gives and takes by the reason that each names', () => {
    const score = (points: number, reason?: string): Effect => ({
      kind: 'score',
      points,
      ...(reason && { reason }),
    });
    const effects = [score(-30, 'deviceRecent'), score(-5), score(-20, 'deviceRecent'), score(9)];
    const rules = effects.map((effect, index) => aRule({ rule: `rule${index}`, effect }));

    expect(evaluate(rules, { age: 17 })).toMatchObject({
      scorePoints: -46,
      scoreReasons: [{ reason: 'deviceRecent', points: -50 }],
    });
    expect(evaluate(rules, { age: 18 })).not.toHaveProperty('scoreReasons');
  });

  it('of another stage is none, and leaves no trace', () => {
    expect(evaluate([aRule({ stages: ['limit'] })], { age: 17 })).toMatchObject({
      declines: [],
      trace: [],
    });
  });
});

describe('a decision table', () => {
  const young = { is: 'below', value: 30 } as const;
  const grown = { is: 'atLeast', value: 18 } as const;
  const there = { is: 'equal', value: 'Xian' } as const;
  const tag = (name: string): Effect => ({ kind: 'tag', tag: name });
  const table = (parts: object): DecisionTable =>
    ({
      table: 'table',
      columns: ['age', 'city'],
      missing: 'refer',
      rows: [
        { when: [young, there], effect: tag('both') },
        { when: [grown, null], effect: tag('grown') },
        { when: [null, null], effect: tag('other') },
      ],
      ...parts,
    }) as object as DecisionTable;
  const inTable = (parts: object, values: Values) => evaluate([], values, [table(parts)]);

  it('has the effect of the first row that holds, and traces the rest', () => {
    const { tags, trace } = inTable({ hits: 'first' }, { age: 20, city: 'Xian' });

    expect(tags).toEqual(['both']);
    expect(trace).toEqual([
      { rule: 'table', outcome: 'hit', conditions: ['holds', 'holds', 'holds'], rows: [0] },
    ]);
  });

  it('collects the effects of all rows that hold', () => {
    expect(inTable({ hits: 'collect' }, { age: 40, city: 'Wuhan' }).tags).toEqual([
      'grown',
      'other',
    ]);
  });

  it('does not guess which row is the first when an earlier one is undecided', () => {
    const evaluation = inTable({ hits: 'first' }, { age: 20 });

    expect(evaluation).toMatchObject({ tags: [], refers: ['factMissing'] });
    expect(evaluation.trace[0]).toMatchObject({ outcome: 'missing', rows: [] });
    expect(inTable({ hits: 'first', missing: 'ignore' }, { age: 20 }).tags).toEqual(['grown']);
    expect(inTable({ hits: 'first', missing: 'hit' }, { age: 20 }).tags).toEqual(['both']);
  });

  const points = {
    hits: 'scoreSum',
    rows: [
      { when: [young, null], points: 40 },
      { when: [null, there], points: 30 },
      { when: [{ is: 'above', value: 90 }, null], points: -10 },
    ],
    bands: [
      { from: 70, effect: declined },
      { from: 40, effect: { kind: 'refer', reason: 'employmentShort' } },
    ],
  };

  it.each<[Values, number, string[], string[]]>([
    [{ age: 20, city: 'Xian' }, 70, ['loanOverdue'], []],
    [{ age: 20, city: 'Wuhan' }, 40, [], ['employmentShort']],
    [{ age: 50, city: 'Xian' }, 30, [], []],
    [{ age: 50, city: 'Wuhan' }, 0, [], []],
    // A sum that is not whole reaches no band.
    [{ age: 20 }, 40, [], ['factMissing']],
  ])('sums the points of %j to %i and applies the first band', (values, sum, declines, refers) => {
    expect(inTable(points, values)).toMatchObject({ scorePoints: sum, declines, refers });
  });
});

describe('points that a table sums', () => {
  it('are known by their reasons, those of a band included', () => {
    const rows = [
      { when: [{ is: 'below', value: 30 }], points: -40, reason: 'accountRecent' },
      { when: [null], points: -10, reason: 'deviceRecent' },
    ] as const;
    const bands = [
      { from: -60, effect: { kind: 'score', points: -7, reason: 'deviceRecent' } },
    ] as const;
    const table = { table: 't', columns: ['age'], missing: 'ignore', hits: 'scoreSum' } as const;

    expect(evaluate([], { age: 20 }, [{ ...table, rows, bands }])).toMatchObject({
      scorePoints: -57,
      scoreReasons: [
        { reason: 'accountRecent', points: -40 },
        { reason: 'deviceRecent', points: -17 },
      ],
    });
  });
});

describe('a rule set that makes no sense', () => {
  const cell = { is: 'below', value: 1 };
  const table = { table: 't', columns: ['age'], missing: 'refer', hits: 'first' };
  const row = { when: [cell], effect: declined };

  it.each<[string, object]>([
    ['rules.0.when.field', { rules: [aRule({ when: { field: 'shoes', is: 'present' } })] }],
    ['rules.0.when.is', { rules: [aRule({ when: { field: 'city', is: 'above', value: 1 } })] }],
    ['rules.0.when.value', { rules: [aRule({ when: { field: 'age', is: 'equal', value: 'x' } })] }],
    [
      'rules.0.when.all.0.not.values.1',
      {
        rules: [aRule({ when: { all: [{ not: { field: 'age', is: 'in', values: [1, 'x'] } }] } })],
      },
    ],
    [
      'rules.0.when.to',
      { rules: [aRule({ when: { field: 'age', is: 'between', from: 2, to: 1 } })] },
    ],
    ['rules.1.rule', { rules: [aRule({}), aRule({})] }],
    ['rules.0.effect.reason', { rules: [aRule({ effect: { kind: 'refer', reason: 'mood' } })] }],
    [
      'rules.0.effect.reason',
      { rules: [aRule({ effect: { kind: 'score', points: 5, reason: 'mood' } })] },
    ],
    // Who loses points must be told why.
    ['rules.0.effect.reason', { rules: [aRule({ effect: { kind: 'score', points: -5 } })] }],
    [
      'tables.0.rows.0.reason',
      { tables: [{ ...table, hits: 'scoreSum', rows: [{ when: [cell], points: -1 }] }] },
    ],
    ['tables.0.columns.0', { tables: [{ ...table, columns: ['shoes'], rows: [row] }] }],
    ['tables.0.rows.0.when', { tables: [{ ...table, rows: [{ ...row, when: [cell, cell] }] }] }],
    [
      'tables.0.rows.0.when.1.value',
      {
        tables: [
          {
            ...table,
            columns: ['age', 'age'],
            rows: [{ ...row, when: [cell, { is: 'equal', value: 'x' }] }],
          },
        ],
      },
    ],
    [
      'tables.0.bands.1.from',
      {
        tables: [
          {
            ...table,
            hits: 'scoreSum',
            rows: [{ when: [cell], points: 1 }],
            bands: [
              { from: 1, effect: declined },
              { from: 1, effect: declined },
            ],
          },
        ],
      },
    ],
    ['rules.0.when.not.not.not.not.not.not.not.not', { rules: [aRule({ when: nested(9) })] }],
  ])('is refused at %s', (path, parts) => {
    const document = { ruleSet: 'origination', about: '', rules: [], ...parts };
    const compiled = compileRuleSet(document as never, fields, new Set(['loanOverdue']));

    expect(compiled.ok ? [] : compiled.error.map((error) => error.path)).toEqual([path]);
  });

  it('compiles as it was kept, from before points had reasons', () => {
    const rules = [aRule({ effect: { kind: 'score', points: -5 } })];

    expect(evaluate(rules, { age: 17 })).toMatchObject({ scorePoints: -5 });
  });

  it('is refused when it is too large to be read or kept', () => {
    const when: Condition = {
      any: Array.from({ length: 2_001 }, () => ({ field: 'age', is: 'present' })),
    };
    const compiled = compileRuleSet(
      { ruleSet: 'origination', about: 'x'.repeat(100_000), rules: [aRule({ when })] },
      fields,
    );
    expect(compiled.ok ? [] : compiled.error).toHaveLength(2);
  });
});

describe('the committed rule set', () => {
  it.each([first, second])('fits its schema, compiles and gives reasons that have words', (set) => {
    const document = ruleSetDocument.parse(set);

    expect(compileRuleSet(document, profileFields, reasonCodes)).toMatchObject({ ok: true });
  });
});

function nested(depth: number): Condition {
  return depth === 0 ? { field: 'age', is: 'present' } : { not: nested(depth - 1) };
}

function aRule(parts: Partial<Rule>): Rule {
  return {
    rule: 'rule',
    when: { field: 'age', is: 'below', value: 18 },
    missing: 'refer',
    effect: { kind: 'decline', reason: 'loanOverdue' },
    ...parts,
  };
}

function evaluate(rules: readonly Rule[], values: Values, tables: readonly DecisionTable[] = []) {
  const compiled = compileRuleSet({ ruleSet: 'origination', about: '', rules, tables }, fields);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value.evaluate(values, 'order');
}
