/** Rules and decision tables compiled to the same thing: a unit that leaves a trace and effects. */
import { compileCondition, type Evaluate, type SlotPlan, type Slots } from './conditions';
import type {
  Cells,
  Condition,
  DecisionTable,
  Effect,
  EffectTable,
  Rule,
  ScoreTable,
  UndecidedPolicy,
} from './document';
import {
  type ConditionOutcome,
  type RuleOutcome,
  type RuleTrace,
  undecidedReason,
} from './evaluation';

/** Collects what the units of one evaluation do. */
export interface Findings {
  readonly declines: Set<string>;
  readonly refers: Set<string>;
  readonly tags: Set<string>;
  scorePoints: number;
}

export type Unit = (slots: Slots, findings: Findings) => RuleTrace;

interface Policies {
  readonly missing: UndecidedPolicy;
  readonly error?: UndecidedPolicy;
}

export function compileRule(document: Rule, plan: SlotPlan): Unit {
  const { rule, effect } = document;
  const when = compileCondition(document.when, plan);
  return (slots, findings) => {
    const conditions: ConditionOutcome[] = [];
    const outcome = outcomeOf(when(slots, conditions));
    const policy = policyOf(outcome, document);
    if (policy === 'hit') apply(effect, findings);
    if (policy === 'refer') findings.refers.add(undecidedReason);
    return { rule, outcome, conditions };
  };
}

export const compileTable = (table: DecisionTable, plan: SlotPlan): Unit =>
  table.hits === 'scoreSum' ? compileScoreTable(table, plan) : compileEffectTable(table, plan);

function compileEffectTable(table: EffectTable, plan: SlotPlan): Unit {
  const rows = compileRows(table.rows, table.columns, plan);
  const firstOnly = table.hits === 'first';
  return (slots, findings) => {
    const found = evaluateRows(rows, slots, table, firstOnly);
    if (found.refers) findings.refers.add(undecidedReason);
    for (const row of found.rows) apply((table.rows[row] as { effect: Effect }).effect, findings);
    return traceOf(table, found);
  };
}

function compileScoreTable(table: ScoreTable, plan: SlotPlan): Unit {
  const rows = compileRows(table.rows, table.columns, plan);
  const { bands = [] } = table;
  return (slots, findings) => {
    const found = evaluateRows(rows, slots, table, false);
    if (found.refers) findings.refers.add(undecidedReason);
    let sum = 0;
    for (const row of found.rows) sum += (table.rows[row] as { points: number }).points;
    findings.scorePoints += sum;
    // A sum that is not known whole, or of nothing, reaches no band.
    const whole = found.rows.length > 0 && !found.refers;
    const band = whole ? bands.find(({ from }) => sum >= from) : undefined;
    if (band) apply(band.effect, findings);
    return traceOf(table, found);
  };
}

const compileRows = (
  rows: readonly { readonly when: Cells }[],
  columns: readonly string[],
  plan: SlotPlan,
): readonly Evaluate[] =>
  rows.map(({ when }) => compileCondition({ all: conditionsOf(when, columns) }, plan));

/** A row as the conditions it stands for; a cell that asks nothing is none. */
const conditionsOf = (when: Cells, columns: readonly string[]): readonly Condition[] =>
  when.flatMap((test, column) =>
    test === null ? [] : [{ field: columns[column] as string, ...test }],
  );

interface FoundRows {
  readonly conditions: ConditionOutcome[];
  readonly rows: number[];
  undecided: ConditionOutcome;
  refers: boolean;
}

/**
 * Every row is evaluated for the trace. Where the first hit counts, a row that could not be
 * decided and refers ends the search: a later row might not be the first.
 */
function evaluateRows(
  rows: readonly Evaluate[],
  slots: Slots,
  policies: Policies,
  firstOnly: boolean,
): FoundRows {
  const found: FoundRows = { conditions: [], rows: [], undecided: 'fails', refers: false };
  let searching = true;
  for (let row = 0; row < rows.length; row += 1) {
    const outcome = (rows[row] as Evaluate)(slots, found.conditions);
    if (!searching || outcome === 'fails') continue;
    const policy = policyOf(outcomeOf(outcome), policies);
    if (outcome !== 'holds' && found.undecided !== 'error') found.undecided = outcome;
    if (policy === 'hit') found.rows.push(row);
    if (policy === 'refer') found.refers = true;
    if (firstOnly && policy !== 'ignore') searching = false;
  }
  return found;
}

function traceOf({ table }: DecisionTable, { conditions, rows, undecided }: FoundRows): RuleTrace {
  const outcome = rows.length > 0 ? 'hit' : outcomeOf(undecided);
  return { rule: table, outcome, conditions, rows };
}

const outcomes: Readonly<Record<ConditionOutcome, RuleOutcome>> = {
  holds: 'hit',
  fails: 'noHit',
  missing: 'missing',
  error: 'error',
};

const outcomeOf = (condition: ConditionOutcome): RuleOutcome => outcomes[condition];

/** What follows from an outcome: an error refers unless the document says otherwise. */
function policyOf(outcome: RuleOutcome, { missing, error }: Policies): UndecidedPolicy {
  switch (outcome) {
    case 'hit':
      return 'hit';
    case 'noHit':
      return 'ignore';
    case 'missing':
      return missing;
    case 'error':
      return error ?? 'refer';
  }
}

function apply(effect: Effect, findings: Findings): void {
  switch (effect.kind) {
    case 'decline':
      findings.declines.add(effect.reason);
      return;
    case 'refer':
      findings.refers.add(effect.reason);
      return;
    case 'score':
      findings.scorePoints += effect.points;
      return;
    case 'tag':
      findings.tags.add(effect.tag);
      return;
  }
}
