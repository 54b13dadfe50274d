/**
 * The cost sheet (综合融资成本明示表, 金规〔2026〕2号, from 2026-08-01) shown before signing:
 * principal, every fee and who charges it, the annualised cost when repaid on time and in
 * default. A document with a hash: what is not on it may not be charged.
 *
 * Exports: CostSheet, CostSheetDocument, costSheet, verifyCostSheet.
 */
import type { IsoDate } from '../calendar';
import { sha256Of } from '../canonical';
import { type Fen, fen, multiplyDivide, sumFen } from '../money';
import type { RatePpm } from '../rate';
import { ratePpm } from '../rate';
import type { Quote } from './quote';

export interface CostSheetFee {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly payee: string;
  readonly when: 'upfront' | 'perInstalment' | 'atEnd';
  /** All charges of this fee over the whole term. */
  readonly totalFen: Fen;
}

export interface CostSheetDocument {
  readonly form: 'sunlend-cost-sheet/1';
  readonly productCode: string;
  readonly productVersion: number;
  readonly offeredOn: IsoDate;
  readonly expiresOn: IsoDate;
  readonly principalFen: Fen;
  readonly interestFen: Fen;
  readonly annualRatePpm: RatePpm;
  readonly method: string;
  readonly instalments: readonly { n: number; dueOn: IsoDate; payableFen: Fen }[];
  readonly upfrontFeesFen: Fen;
  readonly fees: readonly CostSheetFee[];
  readonly payableFen: Fen;
  readonly onTime: { readonly nominalPpm: RatePpm; readonly effectivePpm: RatePpm };
  readonly inDefault: {
    /** Penalty interest per year on what is late; it never compounds. */
    readonly penaltyPpm: RatePpm;
    readonly graceDays: number;
    /** What late principal bears a year in all: the penalty rate in place of the contract rate,
     * or on top of it where interest follows the principal really owed. */
    readonly annualisedPpm: RatePpm;
    /** What thirty days of delay cost on the first instalment. */
    readonly exampleThirtyDaysFen: Fen;
  };
  readonly prepaymentFeePpm: number;
  readonly cap: { capPpm: RatePpm; reading: string; ruleVersion: string };
  /** How long the sheet must have been shown before it can be confirmed. */
  readonly readingSeconds: number;
}

export interface CostSheet {
  readonly document: CostSheetDocument;
  /** SHA-256 of the document's canonical JSON; the signature refers to it. */
  readonly sha256: string;
}

const readingSeconds = 10;

export function costSheet(quote: Quote): CostSheet {
  const { terms, cap } = quote;
  const { penalty } = terms;
  const document: CostSheetDocument = {
    form: 'sunlend-cost-sheet/1',
    productCode: quote.productCode,
    productVersion: quote.productVersion,
    offeredOn: quote.offeredOn,
    expiresOn: quote.expiresOn,
    principalFen: terms.principalFen,
    interestFen: quote.totals.interestFen,
    annualRatePpm: terms.annualRatePpm,
    method: terms.method,
    instalments: quote.rows.map(({ n, dueOn, payableFen }) => ({ n, dueOn, payableFen })),
    upfrontFeesFen: quote.upfrontFeesFen,
    fees: terms.fees.map(({ code, name, payee, when }) => ({
      code,
      name,
      payee,
      when,
      totalFen: sumFen(
        quote.charges.filter((charge) => charge.code === code).map((charge) => charge.amountFen),
      ),
    })),
    payableFen: quote.totals.payableFen,
    onTime: { nominalPpm: quote.nominalPpm, effectivePpm: quote.effectivePpm },
    inDefault: {
      penaltyPpm: penalty.annualRatePpm,
      graceDays: penalty.graceDays,
      annualisedPpm: ratePpm(
        penalty.annualRatePpm + (terms.interestRecalculation === 'daily' ? terms.annualRatePpm : 0),
      ),
      exampleThirtyDaysFen: fen(thirtyDaysLate(quote)),
    },
    prepaymentFeePpm: terms.prepayment.feePpm,
    cap: { capPpm: cap.capPpm, reading: cap.reading, ruleVersion: cap.ruleVersion },
    readingSeconds,
  };
  return { document, sha256: sha256Of(document) };
}

function thirtyDaysLate({ terms, rows }: Quote): number {
  const first = rows.find((row) => row.totalFen > 0);
  const { base, annualRatePpm, daysPerYear } = terms.penalty;
  const late = base === 'principal' ? first?.principalFen : first?.totalFen;
  return multiplyDivide(
    late ?? 0,
    annualRatePpm * 30,
    daysPerYear * 1_000_000,
    terms.rounding.mode,
  );
}

/** True if the document is the one that was hashed. */
export const verifyCostSheet = (sheet: CostSheet): boolean =>
  sha256Of(sheet.document) === sheet.sha256;
