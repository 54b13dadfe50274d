/** Rules and decision tables compiled to the same thing: a unit that leaves a trace and effects. */

import { compileCondition, type Evaluate, type SlotPlan, type Slots } from './conditions';
import type {
  Cells,
  Condition,
  DecisionTable,
  EffectTable,
  Rule,
  ScoreTable,
  UndecidedPolicy,
} from './document';
import { type Apply, addPoints, compileEffect, type Findings, referUndecided } from './effects';
import type { ConditionOutcome, RuleOutcome, RuleTrace } from './evaluation';

export type Unit = (slots: Slots, findings: Findings) => RuleTrace;

interface Policies {
  readonly missing: UndecidedPolicy;
  readonly error?: UndecidedPolicy;
}

export function compileRule(document: Rule, plan: SlotPlan): Unit {
  const { rule } = document;
  const apply = compileEffect(document.effect);
  const when = compileCondition(document.when, plan);
  const places = plan.endTrace();
  return (slots, findings) => {
    const conditions = new Array<ConditionOutcome>(places);
    const outcome = outcomeOf(when(slots, conditions));
    const policy = policyOf(outcome, document);
    if (policy === 'hit') apply(findings);
    if (policy === 'refer') referUndecided(findings);
    return { rule, outcome, conditions };
  };
}

export const compileTable = (table: DecisionTable, plan: SlotPlan): Unit =>
  table.hits === 'scoreSum' ? compileScoreTable(table, plan) : compileEffectTable(table, plan);

function compileEffectTable(table: EffectTable, plan: SlotPlan): Unit {
  const rows = compileRows(table.rows, table.columns, plan);
  const effects = table.rows.map(({ effect }) => compileEffect(effect));
  const firstOnly = table.hits === 'first';
  return (slots, findings) => {
    const found = evaluateRows(rows, slots, table, firstOnly);
    if (found.refers) referUndecided(findings);
    for (const row of found.rows) (effects[row] as Apply)(findings);
    return traceOf(table, found);
  };
}

function compileScoreTable(table: ScoreTable, plan: SlotPlan): Unit {
  const rows = compileRows(table.rows, table.columns, plan);
  const bands = (table.bands ?? []).map(({ from, effect }) => ({
    from,
    apply: compileEffect(effect),
  }));
  return (slots, findings) => {
    const found = evaluateRows(rows, slots, table, false);
    if (found.refers) referUndecided(findings);
    let sum = 0;
    for (const at of found.rows) {
      const row = table.rows[at] as ScoreTable['rows'][number];
      sum += row.points;
      addPoints(findings, row);
    }
    // A sum that is not known whole, or of nothing, reaches no band.
    const whole = found.rows.length > 0 && !found.refers;
    const band = whole ? bands.find(({ from }) => sum >= from) : undefined;
    band?.apply(findings);
    return traceOf(table, found);
  };
}

interface CompiledRows {
  readonly evaluate: readonly Evaluate[];
  /** Conditions in all rows. */
  readonly places: number;
}

const compileRows = (
  rows: readonly { readonly when: Cells }[],
  columns: readonly string[],
  plan: SlotPlan,
): CompiledRows => ({
  evaluate: rows.map(({ when }) => compileCondition({ all: conditionsOf(when, columns) }, plan)),
  places: plan.endTrace(),
});

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
  { evaluate, places }: CompiledRows,
  slots: Slots,
  policies: Policies,
  firstOnly: boolean,
): FoundRows {
  const conditions = new Array<ConditionOutcome>(places);
  const found: FoundRows = { conditions, rows: [], undecided: 'fails', refers: false };
  let searching = true;
  for (let row = 0; row < evaluate.length; row += 1) {
    const outcome = (evaluate[row] as Evaluate)(slots, conditions);
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

function outcomeOf(condition: ConditionOutcome): RuleOutcome {
  if (condition === 'fails') return 'noHit';
  return condition === 'holds' ? 'hit' : condition;
}

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
