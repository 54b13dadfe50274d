/** What a decision is made by: every part is data, immutable, and named by the hash of its text. */
import type { CreditGrade } from '../../orders/product';
import type { RiskModel } from '../models/risk-model';
import type { CompiledRuleSet } from '../rules/rule-set';

/** A card or trees as they were approved. */
export interface ModelInUse {
  readonly model: RiskModel;
  readonly hash: string;
}

/** Limits by grade and income: the least of all that apply holds. */
export interface LimitMatrix {
  readonly matrix: string;
  readonly version: number;
  readonly stepFen: number;
  readonly validMonths: number;
  /** Instalments and debts may take so much of the income, in parts per million. */
  readonly maximumDebtServicePpm: number;
  /** What must be left of the income for living, a month. */
  readonly livingCostFen: number;
  /** Upper bounds of the income bands, exclusive; above the last is one band more. */
  readonly incomesBelowFen: readonly number[];
  /** Best first. */
  readonly grades: readonly GradeRow[];
}

export interface GradeRow {
  readonly grade: CreditGrade;
  /** The lowest score of the grade. */
  readonly from: number;
  /** At most so many monthly incomes. */
  readonly incomes: number;
  /** The most that is lent, by income band. */
  readonly capsFen: readonly number[];
}

/** What a loan must earn, in parts per million a year of what is lent. */
export interface Pricing {
  readonly pricing: string;
  readonly version: number;
  readonly fundingPpm: number;
  readonly operatingPpm: number;
  /** Equity held against the loan, and what equity costs beyond funding. */
  readonly capitalRatioPpm: number;
  readonly capitalCostPpm: number;
  /** The part of the loan that is lost when it goes bad. */
  readonly lossGivenDefaultPpm: number;
  readonly marginPpm: Readonly<Record<CreditGrade, number>>;
}

/** The parts of an arm that are documents of their own, beside the rule set. */
export const armDocumentKinds = ['applicationCard', 'fraudCard', 'limitMatrix', 'pricing'] as const;
export type ArmDocumentKind = (typeof armDocumentKinds)[number];

/** All that two people put in force; the behaviour card scores loans, not applications. */
export const documentKinds = [...armDocumentKinds, 'behaviourCard', 'strategy'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** Scored beside the one in force in every decision; the rest has nothing to compare. */
export const shadowKinds = ['applicationCard', 'fraudCard'] as const;
export type ShadowKind = (typeof shadowKinds)[number];

/** `live`: whatever version two people have put in force. Otherwise a hash. */
export type Reference = 'live' | (string & {});

/** One way to decide, and the share of customers that are decided so. */
export interface Arm {
  readonly arm: string;
  readonly sharePpm: number;
  readonly rules: Reference;
  readonly documents: Readonly<Record<ArmDocumentKind, Reference>>;
  /** Credit scores below it decline. */
  readonly cutoff: number;
  /** Fraud scores below these decline, or refer. */
  readonly fraud: { readonly declineBelow: number; readonly referBelow: number };
}

export interface Strategy {
  readonly strategy: string;
  readonly version: number;
  /** Another salt draws the arms anew. */
  readonly salt: string;
  /** Of those below the cutoff, so many are accepted to learn from them; 0 unless decided so. */
  readonly learningSharePpm: number;
  /** The shares add up to a million. */
  readonly arms: readonly Arm[];
}

export interface PolicyVersions {
  /** Grows when the code decides otherwise: what was decided by older code replays by it only. */
  readonly engine: number;
  readonly strategy: string;
  readonly arm: string;
  readonly rules: string;
  readonly documents: Readonly<Record<ArmDocumentKind, string>>;
}

/** An arm with everything it refers to. */
export interface Policy {
  readonly arm: Arm;
  readonly strategy: Strategy;
  readonly rules: CompiledRuleSet;
  readonly applicationCard: ModelInUse;
  readonly fraudCard: ModelInUse;
  readonly limits: LimitMatrix;
  readonly pricing: Pricing;
  readonly versions: PolicyVersions;
}

export const engineVersion = 1;
