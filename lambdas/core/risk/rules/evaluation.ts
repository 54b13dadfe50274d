/** What evaluating a rule set answers: its effects, and the outcome of every condition. */

/** `missing`: a value was not known. `error`: a value was of the wrong type. */
export type ConditionOutcome = 'holds' | 'fails' | 'missing' | 'error';

export type RuleOutcome = 'hit' | 'noHit' | 'missing' | 'error';

export interface RuleTrace {
  /** The name of the rule, or of the table. */
  readonly rule: string;
  readonly outcome: RuleOutcome;
  /** Of each condition on a field, in the order of the document; a table's row by row. */
  readonly conditions: readonly ConditionOutcome[];
  /** Of tables: the numbers of the rows that counted, from 0. */
  readonly rows?: readonly number[];
}

export interface ScoreReason {
  readonly reason: string;
  /** The sum of all that name the reason; below zero they cost the applicant. */
  readonly points: number;
}

export interface RuleEvaluation {
  /** Reason codes, each once, in the order of the document. */
  readonly declines: readonly string[];
  /** Reason codes, and `factMissing` when a rule could not be decided and says so. */
  readonly refers: readonly string[];
  readonly scorePoints: number;
  /** Points by reason, in the order they came; absent when no points that hit name one. */
  readonly scoreReasons?: readonly ScoreReason[];
  readonly tags: readonly string[];
  /** Of every rule and table of the stage. */
  readonly trace: readonly RuleTrace[];
}

/** The reason for referring what could not be decided. */
export const undecidedReason = 'factMissing';
