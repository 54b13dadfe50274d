/** The B-card: how likely an open loan is to go bad, scored every month from how it is repaid. */

import { daysBetween, type IsoDate } from '../calendar';
import { sha256Of } from '../canonical';
import type { LoanState } from '../repayment/loan-state';
import { type LoanViewRow, loanView } from '../repayment/loan-view';
import { failure, type Result, success } from '../result';
import { Field } from './models/document';
import { readModel } from './models/model-reading';
import type { ModelError, ModelReason, RiskModel } from './models/risk-model';

/** What a loan's own history says on a day; null: nothing has been due yet. */
export type BehaviourFeatures = {
  /** Whole days, 0 within the days of grace. */
  readonly daysPastDue: number;
  /** Average days late of the last three instalments that were due. */
  readonly recentDaysLate: number | null;
  readonly worstDaysLate: number | null;
  readonly instalmentsPaid: number;
  /** Principal repaid ÷ principal lent, in parts per million. */
  readonly repaidPpm: number;
  /** How often the terms were changed: rescheduled or extended. */
  readonly termChanges: number;
};

export type BehaviourRisk = 'low' | 'medium' | 'high';

export interface BehaviourCard {
  readonly model: RiskModel;
  /** Of the document: the same hash scores the same loan alike for ever. */
  readonly hash: string;
  readonly version: string;
  /** Best first; the last has no bound. */
  readonly bands: readonly { readonly risk: BehaviourRisk; readonly from: number }[];
}

export interface BehaviourScore {
  /** Whole points: 600 at 20 good to 1 bad, 50 points double the odds. */
  readonly score: number;
  readonly probability: number;
  readonly risk: BehaviourRisk;
  readonly reasons: readonly ModelReason[];
}

const millionths = 1_000_000;
const recentInstalments = 3;

export function behaviourFeatures(loan: LoanState, on: IsoDate): BehaviourFeatures {
  const view = loanView(loan, on);
  const due = view.rows.filter(({ kind, dueOn }) => kind === 'instalment' && dueOn <= on);
  const late = due.map((row) => daysLate(row, on));
  const recent = late.slice(-recentInstalments);
  const repaidFen = loan.principalFen - view.outstandingPrincipalFen;
  const changes = loan.events.filter(({ type }) => type === 'rescheduled' || type === 'extended');
  return {
    daysPastDue: view.daysPastDue,
    recentDaysLate:
      recent.length === 0 ? null : recent.reduce((sum, days) => sum + days, 0) / recent.length,
    worstDaysLate: late.length === 0 ? null : Math.max(...late),
    instalmentsPaid: view.rows.filter(
      ({ kind, outstandingFen }) => kind === 'instalment' && outstandingFen === 0,
    ).length,
    repaidPpm: Math.round((repaidFen * millionths) / loan.principalFen),
    termChanges: changes.filter(({ on: day }) => day <= on).length,
  };
}

const daysLate = ({ dueOn, paidOn }: LoanViewRow, on: IsoDate): number =>
  Math.max(0, daysBetween(dueOn, paidOn ?? on));

/** Throws only where the card itself cannot score what every loan has: a card that was not read. */
export function behaviourScore(card: BehaviourCard, features: BehaviourFeatures): BehaviourScore {
  const scored = card.model.score(features);
  if (!scored.ok) throw new Error(`behaviour card ${card.version}: ${scored.error.message}`);
  const { probability, score, reasons } = scored.value;
  if (probability === null || score === null) throw new Error('a B-card predicts a probability');
  const points = Math.round(score);
  const band = card.bands.find(({ from }) => points >= from);
  return { score: points, probability, risk: band?.risk ?? 'high', reasons };
}

/** Reads a card or trees with `bands` and a `version`; every feature must be one a loan has. */
export function readBehaviourCard(document: unknown): Result<BehaviourCard, ModelError> {
  const read = readModel(JSON.stringify(document));
  if (!read.ok) return read;
  const problems: string[] = [];
  const field = new Field(document, '', problems);
  const unknown = read.value.featureNames.find((name) => !behaviourFeatureNames.has(name));
  if (unknown !== undefined) field.at('vars').wrong(`of a loan's features: ${unknown}`, null);
  const bands = field
    .at('bands')
    .list()
    .map((band) => ({
      risk: band.at('risk').text() as BehaviourRisk,
      from: band.at('from').exists ? band.at('from').number() : Number.NEGATIVE_INFINITY,
    }));
  const version = `${field.at('card').text()}-${field.at('version').number()}`;
  const [problem] = problems;
  if (problem !== undefined) return failure({ code: 'modelInvalid', message: problem });
  return success({ model: read.value, hash: sha256Of(document), version, bands });
}

const behaviourFeatureNames: ReadonlySet<string> = new Set<keyof BehaviourFeatures>([
  'daysPastDue',
  'recentDaysLate',
  'worstDaysLate',
  'instalmentsPaid',
  'repaidPpm',
  'termChanges',
]);
