/** A rule set compiled once per version: evaluating it then is a matter of microseconds. */
import { sha256Of } from '../../canonical';
import { failure, type Result, success } from '../../result';
import { checkRuleSet, type RuleSetError } from './checking';
import { SlotPlan } from './conditions';
import {
  type DecisionStage,
  decisionStages,
  type Fields,
  type RuleSetDocument,
  type Values,
} from './document';
import type { Findings } from './effects';
import type { RuleEvaluation, RuleTrace, ScoreReason } from './evaluation';
import { compileRule, compileTable, type Unit } from './units';

export interface CompiledRuleSet {
  /** Names the version: equal content, equal hash. */
  readonly hash: string;
  readonly document: RuleSetDocument;
  /** Evaluates every rule of the stage, also after a hit: the trace is whole. */
  evaluate(values: Values, stage: DecisionStage): RuleEvaluation;
}

/** Lower-case hexadecimal SHA-256 of the canonical JSON. */
export const ruleSetHash = (document: RuleSetDocument): string => sha256Of(document);

/**
 * @param reasons the codes that have a text for borrowers; unchecked when absent.
 * @returns every error, each naming its place in the document, e.g. `rules.3.when.all.0.field`.
 */
export function compileRuleSet(
  document: RuleSetDocument,
  fields: Fields,
  reasons?: ReadonlySet<string>,
): Result<CompiledRuleSet, readonly RuleSetError[]> {
  const errors = checkRuleSet(document, fields, reasons);
  if (errors.length > 0) return failure(errors);
  const plan = new SlotPlan(fields);
  const units = [
    ...document.rules.map((rule) => ({ stages: rule.stages, run: compileRule(rule, plan) })),
    ...(document.tables ?? []).map((table) => ({
      stages: table.stages,
      run: compileTable(table, plan),
    })),
  ];
  const at = (stage: DecisionStage): readonly Unit[] =>
    units.filter(({ stages }) => stages?.includes(stage) ?? true).map(({ run }) => run);
  const byStage = new Map(decisionStages.map((stage) => [stage, at(stage)]));
  const read = plan.reader();
  return success({
    hash: ruleSetHash(document),
    document,
    evaluate: (values, stage) => evaluate(byStage.get(stage) ?? [], read(values)),
  });
}

function evaluate(units: readonly Unit[], slots: Parameters<Unit>[0]): RuleEvaluation {
  const findings: Findings = {
    declines: [],
    refers: [],
    tags: [],
    scorePoints: 0,
    scoreReasons: undefined,
  };
  const trace = new Array<RuleTrace>(units.length);
  for (let index = 0; index < units.length; index += 1)
    trace[index] = (units[index] as Unit)(slots, findings);
  const { declines, refers, tags, scorePoints, scoreReasons } = findings;
  return {
    declines,
    refers,
    scorePoints,
    ...(scoreReasons && { scoreReasons: listOf(scoreReasons) }),
    tags,
    trace,
  };
}

const listOf = (points: ReadonlyMap<string, number>): readonly ScoreReason[] =>
  [...points].map(([reason, sum]) => ({ reason, points: sum }));
