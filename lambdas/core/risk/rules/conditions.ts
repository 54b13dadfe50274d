/**
 * Conditions compiled to closures. Logic has three values: a condition over a missing value is
 * undecided, and so is what depends on it (Kleene). Nothing is skipped: the trace is whole.
 */
import type { Condition, FieldCondition, Fields, FieldValue, Values } from './document';
import type { ConditionOutcome } from './evaluation';

/** The values of one evaluation, each read and checked once. */
export interface Slots {
  readonly values: readonly FieldValue[];
  /** `holds`: the value is known and of its type. */
  readonly states: readonly ConditionOutcome[];
}

/** Puts the outcome of every condition on a field into its place of the trace. */
export type Evaluate = (slots: Slots, trace: ConditionOutcome[]) => ConditionOutcome;

/** Which slot holds which field: only fields that are asked for have one. */
export class SlotPlan {
  private readonly indexes = new Map<string, number>();
  /** Conditions on fields since the trace began. */
  private placed = 0;

  constructor(private readonly fields: Fields) {}

  indexOf(field: string): number {
    const index = this.indexes.get(field) ?? this.indexes.size;
    this.indexes.set(field, index);
    return index;
  }

  /** The next place in the trace of a rule or table. */
  nextPlace(): number {
    this.placed += 1;
    return this.placed - 1;
  }

  /** Ends the trace that was begun; the number of its places. */
  endTrace(): number {
    const { placed } = this;
    this.placed = 0;
    return placed;
  }

  /** To be called when every condition has its slot. */
  reader(): (values: Values) => Slots {
    const names = [...this.indexes.keys()];
    const expected = names.map((name) => typeNames[this.fields[name] ?? 'number']);
    return (known) => {
      const values = new Array<FieldValue>(names.length);
      const states = new Array<ConditionOutcome>(names.length);
      for (let index = 0; index < names.length; index += 1) {
        const value = known[names[index] as string];
        values[index] = value ?? 0;
        states[index] = stateOf(value, expected[index]);
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
  const at = { slot: plan.indexOf(condition.field), place: plan.nextPlace() };
  switch (condition.is) {
    case 'below':
      return compileRange(at, { to: condition.value, without: condition.value });
    case 'atMost':
      return compileRange(at, { to: condition.value });
    case 'atLeast':
      return compileRange(at, { from: condition.value });
    case 'above':
      return compileRange(at, { from: condition.value, without: condition.value });
    case 'between':
      return compileRange(at, condition);
    case 'equal':
    case 'notEqual':
      return compileAmong(at, [condition.value], condition.is === 'equal');
    case 'in':
    case 'notIn':
      return compileAmong(at, condition.values, condition.is === 'in');
    case 'present':
    case 'missing':
      return compilePresence(at, condition.is);
  }
}

interface At {
  readonly slot: number;
  readonly place: number;
}

interface Range {
  readonly from?: number;
  readonly to?: number;
  /** The end that is not included. */
  readonly without?: number;
}

/** Of a number, which the checks of the rule set make sure of. One closure serves every size. */
function compileRange({ slot, place }: At, range: Range): Evaluate {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = range;
  const { without = Number.NaN } = range;
  return ({ values, states }, trace) => {
    let outcome = states[slot] as ConditionOutcome;
    if (outcome === 'holds') {
      const value = values[slot] as number;
      if (!(value >= from && value <= to && value !== without)) outcome = 'fails';
    }
    trace[place] = outcome;
    return outcome;
  };
}

function compileAmong(
  { slot, place }: At,
  wanted: readonly FieldValue[],
  among: boolean,
): Evaluate {
  const set = new Set(wanted);
  return ({ values, states }, trace) => {
    let outcome = states[slot] as ConditionOutcome;
    if (outcome === 'holds' && set.has(values[slot] as FieldValue) !== among) outcome = 'fails';
    trace[place] = outcome;
    return outcome;
  };
}

/** Whether a value is known can be told of a missing one too, so this is never `missing`. */
function compilePresence({ slot, place }: At, is: 'present' | 'missing'): Evaluate {
  const whenMissing = is === 'missing' ? 'holds' : 'fails';
  const whenKnown = negated(whenMissing);
  return ({ states }, trace) => {
    let outcome = states[slot] as ConditionOutcome;
    if (outcome === 'missing') outcome = whenMissing;
    else if (outcome === 'holds') outcome = whenKnown;
    trace[place] = outcome;
    return outcome;
  };
}
