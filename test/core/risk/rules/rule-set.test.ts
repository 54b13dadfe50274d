/** Evaluating rule sets: logic of three values, effects, and a trace of every condition. */
import type {
  Condition,
  Effect,
  Fields,
  Rule,
  RuleSetDocument,
  Values,
} from '../../../../lambdas/core/risk/rules/document';
import { compileRuleSet } from '../../../../lambdas/core/risk/rules/rule-set';
import committed from '../../../../models/risk/origination-rule-set-1.json';

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

const declined: Effect = { kind: 'decline', reason: 'loanOverdue' };
const fields: Fields = { age: 'number', city: 'text', listed: 'truth' };

const aRule = (parts: Partial<Rule>): Rule => ({
  rule: 'rule',
  when: { field: 'age', is: 'below', value: 18 },
  missing: 'refer',
  effect: declined,
  ...parts,
});

function evaluate(rules: readonly Rule[], values: Values) {
  const compiled = compileRuleSet({ ruleSet: 'origination', about: '', rules }, fields);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value.evaluate(values, 'order');
}

describe('the committed rule set', () => {
  it('compiles', () => {
    const compiled = compileRuleSet(committed as RuleSetDocument, {
      ageYears: 'number',
      monthlyIncomeFen: 'number',
      debtServicePpm: 'number',
      ordersLastDay: 'number',
      overdueOrders: 'number',
      employedMonths: 'number',
    });

    expect(compiled.ok).toBe(true);
  });
});
