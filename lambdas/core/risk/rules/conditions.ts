/**
 * Conditions compiled to closures. Logic has three values: a condition over a missing value is
 * undecided, and so is what depends on it (Kleene). Nothing is skipped: the trace is whole.
 */
import type { Condition, FieldCondition, Fields, FieldValue, Values, ValueTest } from './document';
import type { ConditionOutcome } from './evaluation';

/** The values of one evaluation, each read and checked once. */
export interface Slots {
  readonly values: readonly FieldValue[];
  /** `holds`: the value is known and of its type. */
  readonly states: readonly ConditionOutcome[];
}

/** Appends the outcome of every condition on a field to the trace. */
export type Evaluate = (slots: Slots, trace: ConditionOutcome[]) => ConditionOutcome;

/** Which slot holds which field: only fields that are asked for have one. */
export class SlotPlan {
  private readonly indexes = new Map<string, number>();

  constructor(private readonly fields: Fields) {}

  indexOf(field: string): number {
    const index = this.indexes.get(field) ?? this.indexes.size;
    this.indexes.set(field, index);
    return index;
  }

  /** To be called when every condition has its slot. */
  reader(): (values: Values) => Slots {
    const names = [...this.indexes.keys()];
    const expected = names.map((name) => typeNames[this.fields[name] ?? 'number']);
    return (known) => {
      const values: FieldValue[] = [];
      const states: ConditionOutcome[] = [];
      for (let index = 0; index < names.length; index += 1) {
        const value = known[names[index] as string];
        values.push(value ?? 0);
        states.push(stateOf(value, expected[index]));
      }
      return { values, states };
    };
  }
}

const typeNames = { number: 'number', text: 'string', truth: 'boolean' } as const;

function stateOf(value: unknown, expected: string | undefined): ConditionOutcome {
  if (value === undefined || value === null) return 'missing';
  const proper = typeof value === expected && (expected !== 'number' || Number.isFinite(value));
  return proper ? 'holds' : 'error';
}

export function compileCondition(condition: Condition, plan: SlotPlan): Evaluate {
  if ('all' in condition) return together(condition.all, plan, 'fails', 'holds');
  if ('any' in condition) return together(condition.any, plan, 'holds', 'fails');
  if ('not' in condition) {
    const inner = compileCondition(condition.not, plan);
    return (slots, trace) => negated(inner(slots, trace));
  }
  return compileField(condition, plan);
}

/** `all` fails with one that fails, `any` holds with one that holds; else an error outweighs. */
export function together(
  conditions: readonly Condition[],
  plan: SlotPlan,
  deciding: 'holds' | 'fails',
  otherwise: 'holds' | 'fails',
): Evaluate {
  const parts = conditions.map((condition) => compileCondition(condition, plan));
  return (slots, trace) => {
    let sum: ConditionOutcome = otherwise;
    for (let index = 0; index < parts.length; index += 1) {
      const outcome = (parts[index] as Evaluate)(slots, trace);
      if (sum === deciding || outcome === otherwise) continue;
      if (outcome === deciding || outcome === 'error' || sum === otherwise) sum = outcome;
    }
    return sum;
  };
}

function negated(outcome: ConditionOutcome): ConditionOutcome {
  if (outcome === 'holds') return 'fails';
  return outcome === 'fails' ? 'holds' : outcome;
}

function compileField(condition: FieldCondition, plan: SlotPlan): Evaluate {
  const slot = plan.indexOf(condition.field);
  const outcome = compileTest(condition, slot);
  return (slots, trace) => {
    const found = outcome(slots);
    trace.push(found);
    return found;
  };
}

type Decide = (slots: Slots) => ConditionOutcome;

function compileTest(test: ValueTest, slot: number): Decide {
  if (test.is === 'present' || test.is === 'missing') return compilePresence(test.is, slot);
  const holds = compileHolds(test);
  return ({ values, states }) => {
    const state = states[slot] as ConditionOutcome;
    if (state !== 'holds') return state;
    return holds(values[slot] as FieldValue) ? 'holds' : 'fails';
  };
}

/** Whether a value is known can be told of a missing one too, so this is never `missing`. */
function compilePresence(is: 'present' | 'missing', slot: number): Decide {
  const whenMissing = is === 'missing' ? 'holds' : 'fails';
  const whenKnown = negated(whenMissing);
  return ({ states }) => {
    const state = states[slot] as ConditionOutcome;
    if (state === 'missing') return whenMissing;
    return state === 'holds' ? whenKnown : state;
  };
}

type TestOfValue = Exclude<ValueTest, { readonly is: 'present' | 'missing' }>;

/** Of a value that has the field's type, which the checks of the rule set hold the test to. */
function compileHolds(test: TestOfValue): (value: FieldValue) => boolean {
  switch (test.is) {
    case 'below':
      return (value) => (value as number) < test.value;
    case 'atMost':
      return (value) => (value as number) <= test.value;
    case 'atLeast':
      return (value) => (value as number) >= test.value;
    case 'above':
      return (value) => (value as number) > test.value;
    case 'equal':
      return (value) => value === test.value;
    case 'notEqual':
      return (value) => value !== test.value;
    case 'between':
      return (value) => (value as number) >= test.from && (value as number) <= test.to;
    case 'in':
    case 'notIn': {
      const among = new Set<FieldValue>(test.values);
      const wanted = test.is === 'in';
      return (value) => among.has(value) === wanted;
    }
  }
}
