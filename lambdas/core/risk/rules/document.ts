/** A rule set as risk staff write it: data alone, so that it changes without a deployment. */

export type FieldType = 'number' | 'text' | 'truth';

/** The fields of the applicant profile that rules may ask for, with their types. */
export type Fields = Readonly<Record<string, FieldType>>;

export type FieldValue = number | string | boolean;

/** What is known of an applicant: null and undefined are missing. */
export type Values = Readonly<Record<string, FieldValue | null | undefined>>;

export const decisionStages = ['limit', 'order'] as const;
export type DecisionStage = (typeof decisionStages)[number];

export const orderings = ['below', 'atMost', 'atLeast', 'above'] as const;
export type Ordering = (typeof orderings)[number];

/** What is asked of one value; `between` includes both ends. */
export type ValueTest =
  | { readonly is: Ordering; readonly value: number }
  | { readonly is: 'equal' | 'notEqual'; readonly value: FieldValue }
  | { readonly is: 'between'; readonly from: number; readonly to: number }
  | { readonly is: 'in' | 'notIn'; readonly values: readonly (number | string)[] }
  | { readonly is: 'present' }
  | { readonly is: 'missing' };

export type FieldCondition = { readonly field: string } & ValueTest;

export type Condition =
  | FieldCondition
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/**
 * What a rule does when it hits. Declining, referring and taking points give the borrower a
 * reason; versions from before points had one are evaluated without.
 */
export type Effect =
  | { readonly kind: 'decline' | 'refer'; readonly reason: string }
  | { readonly kind: 'score'; readonly points: number; readonly reason?: string }
  | { readonly kind: 'tag'; readonly tag: string };

/** What becomes of a rule whose conditions cannot be decided. */
export const undecidedPolicies = ['refer', 'ignore', 'hit'] as const;
export type UndecidedPolicy = (typeof undecidedPolicies)[number];

interface Applies {
  /** Every stage unless told. */
  readonly stages?: readonly DecisionStage[];
  readonly about?: string;
  /** When a value that matters is missing. */
  readonly missing: UndecidedPolicy;
  /** When a value that matters is of the wrong type or no finite number; `refer` unless told. */
  readonly error?: UndecidedPolicy;
}

export interface Rule extends Applies {
  /** Unique in the rule set: counts and comparisons go by it. */
  readonly rule: string;
  readonly when: Condition;
  readonly effect: Effect;
}

/** One cell for each column; null asks nothing. */
export type Cells = readonly (ValueTest | null)[];

interface TableColumns extends Applies {
  /** Unique in the rule set, together with the names of rules. */
  readonly table: string;
  /** The field of each column. */
  readonly columns: readonly string[];
}

/** The first row that holds has its effect; or all that hold have theirs. */
export interface EffectTable extends TableColumns {
  readonly hits: 'first' | 'collect';
  readonly rows: readonly { readonly when: Cells; readonly effect: Effect }[];
}

/**
 * The points of all rows that hold are summed and added to the score; the first band whose `from`
 * the sum reaches has its effect. A sum of no rows, or with a row that refers, reaches none.
 */
export interface ScoreTable extends TableColumns {
  readonly hits: 'scoreSum';
  readonly rows: readonly {
    readonly when: Cells;
    readonly points: number;
    readonly reason?: string;
  }[];
  /** Highest first. */
  readonly bands?: readonly { readonly from: number; readonly effect: Effect }[];
}

export type DecisionTable = EffectTable | ScoreTable;

/** The sets this system evaluates; each has one version in force. */
export const ruleSetNames = ['origination'] as const;
export type RuleSetName = (typeof ruleSetNames)[number];

/** Immutable: what is in it is its version, named by the hash of its canonical JSON. */
export interface RuleSetDocument {
  readonly ruleSet: RuleSetName;
  readonly about: string;
  readonly rules: readonly Rule[];
  readonly tables?: readonly DecisionTable[];
}
