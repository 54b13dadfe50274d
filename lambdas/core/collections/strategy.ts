/** What is done about an overdue loan, and how often: data by bucket, behaviour and amount. */
import { type IsoDate, parseIsoDate } from '../calendar';
import { type Arm, armOf, checkExperiment } from '../experiment';
import { type DelinquencyBucket, delinquencyBuckets } from '../repayment/delinquency';
import { failure, type Result, success } from '../result';
import type { BehaviourRisk } from '../risk/behaviour';
import { type ContactChannel, contactChannels } from './contact-gate';

/** As the B-card says; a loan that was not scored yet is unknown. */
export const caseRisks = ['low', 'medium', 'high', 'unknown'] as const;
export type CaseRisk = BehaviourRisk | 'unknown';
export const caseSizes = ['small', 'large'] as const;
export type CaseSize = (typeof caseSizes)[number];

export interface StrategyStep {
  /** A message, a call by the voice robot, or a place in the queue of people. */
  readonly action: ContactChannel;
  /** Whole days until the next step; after the last the first comes again. */
  readonly thenDays: number;
}

export interface StrategyEntry {
  readonly buckets: readonly DelinquencyBucket[];
  /** All of them without it. */
  readonly risks?: readonly CaseRisk[];
  readonly sizes?: readonly CaseSize[];
  readonly steps: readonly StrategyStep[];
}

export interface Strategy {
  readonly version: string;
  readonly from: IsoDate;
  readonly salt: string;
  readonly arms: readonly (Arm & { readonly plan: string })[];
  /** Overdue amounts below are small. */
  readonly smallBelowFen: number;
  readonly promise: {
    /** A promise may be for so many days ahead. */
    readonly mostDays: number;
    /** After so many broken ones in a row of a case no further one is taken. */
    readonly mostBroken: number;
  };
  readonly plans: Readonly<Record<string, readonly StrategyEntry[]>>;
}

/** What a case is treated by. */
export interface CaseFigures {
  readonly bucket: DelinquencyBucket;
  readonly risk: CaseRisk;
  readonly overdueFen: number;
}

export interface StrategyError {
  readonly message: string;
}

/** Refused unless every case has exactly one entry in every plan. */
export function readStrategy(data: unknown): Result<Strategy, StrategyError> {
  const strategy = data as Strategy;
  const wrong = (what: string) => failure({ message: `${strategy.version}: ${what}` });
  if (!parseIsoDate(strategy.from).ok) return wrong('from is not a day');
  const experiment = checkExperiment(strategy);
  if (!experiment.ok) return wrong(experiment.error.message);
  for (const { plan } of strategy.arms)
    if (!Object.hasOwn(strategy.plans, plan)) return wrong(`there is no plan ${plan}`);
  for (const [plan, entries] of Object.entries(strategy.plans)) {
    const gap = everyCell.find((cell) => entries.filter((entry) => fits(entry, cell)).length !== 1);
    if (gap) return wrong(`${plan} has not one entry for ${Object.values(gap).join(', ')}`);
    if (!entries.every(({ steps }) => steps.length > 0 && steps.every(isStep)))
      return wrong(`${plan} has a step that is none`);
  }
  return success(strategy);
}

interface Cell {
  readonly bucket: DelinquencyBucket;
  readonly risk: CaseRisk;
  readonly size: CaseSize;
}

const everyCell: readonly Cell[] = delinquencyBuckets.flatMap((bucket) =>
  caseRisks.flatMap((risk) => caseSizes.map((size) => ({ bucket, risk, size }))),
);

const fits = ({ buckets, risks = caseRisks, sizes = caseSizes }: StrategyEntry, cell: Cell) =>
  buckets.includes(cell.bucket) && risks.includes(cell.risk) && sizes.includes(cell.size);

const isStep = ({ action, thenDays }: StrategyStep): boolean =>
  contactChannels.includes(action) && Number.isInteger(thenDays) && thenDays >= 1;

/** The one in force on a day; before the first, the first. */
export const strategyInForce = (strategies: readonly Strategy[], on: IsoDate): Strategy => {
  const inForce = strategies.filter(({ from }) => from <= on).at(-1) ?? strategies[0];
  if (!inForce) throw new Error('there is no collection strategy');
  return inForce;
};

export const collectionArm = (strategy: Strategy, loanId: string): string =>
  armOf(strategy, loanId);

/** The steps that a case goes through, in a circle. */
export function stepsFor(
  strategy: Strategy,
  arm: string,
  figures: CaseFigures,
): readonly StrategyStep[] {
  const { plan } = strategy.arms.find(({ name }) => name === arm) ?? strategy.arms[0]!;
  const { bucket, risk, overdueFen } = figures;
  const cell: Cell = {
    bucket,
    risk,
    size: overdueFen < strategy.smallBelowFen ? 'small' : 'large',
  };
  const entry = strategy.plans[plan]?.find((candidate) => fits(candidate, cell));
  if (!entry) throw new Error(`${strategy.version} has no entry for a case`);
  return entry.steps;
}
