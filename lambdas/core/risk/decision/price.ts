/** Price by risk: what a loan must earn, the product's rate for the grade, and the legal cap. */
import type { CreditGrade } from '../../orders/product';
import type { Pricing } from './policy';

/** What the product offers and the law allows on the day, as the decision was told. */
export interface Offer {
  readonly productId: string;
  readonly productVersion: number;
  readonly minimumFen: number;
  readonly maximumFen: number;
  /** Asked for, or the product's longest. */
  readonly termMonths: number;
  /** The product's yearly rate for this term by grade. */
  readonly ratesPpm: Readonly<Partial<Record<CreditGrade, number>>>;
  readonly capPpm: number;
  readonly capRule: string;
  /** Of an order: the rate that was quoted. */
  readonly quotedPpm?: number;
}

export interface Price {
  readonly parts: {
    readonly fundingPpm: number;
    readonly operatingPpm: number;
    readonly expectedLossPpm: number;
    readonly capitalPpm: number;
    readonly marginPpm: number;
  };
  /** What the loan must earn at least: the sum of the parts. */
  readonly requiredPpm: number;
  /** What it is lent at: the quoted rate, else the product's for the grade. */
  readonly ratePpm: number;
  /** No product may be sold at what the risk would cost. */
  readonly aboveCap: boolean;
  /** The rate does not pay for the risk. */
  readonly belowRequired: boolean;
}

const million = 1_000_000;

/** Undefined when the product has no rate for the grade. */
export function priceOf(
  probability: number,
  grade: CreditGrade,
  offer: Offer,
  pricing: Pricing,
): Price | undefined {
  const ratePpm = offer.quotedPpm ?? offer.ratesPpm[grade];
  if (ratePpm === undefined) return undefined;
  const parts = {
    fundingPpm: pricing.fundingPpm,
    operatingPpm: pricing.operatingPpm,
    expectedLossPpm: Math.round(probability * pricing.lossGivenDefaultPpm),
    capitalPpm: Math.round((pricing.capitalRatioPpm * pricing.capitalCostPpm) / million),
    marginPpm: pricing.marginPpm[grade],
  };
  const requiredPpm =
    parts.fundingPpm +
    parts.operatingPpm +
    parts.expectedLossPpm +
    parts.capitalPpm +
    parts.marginPpm;
  return {
    parts,
    requiredPpm,
    ratePpm,
    aboveCap: Math.max(requiredPpm, ratePpm) > offer.capPpm,
    belowRequired: ratePpm < requiredPpm,
  };
}
