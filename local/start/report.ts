/** What a lived loan comes to: the figures and verdicts that `--json` prints. */

import type { Usage } from '../cloud/meter';
import type { Hit } from '../cloud/search';
import type { ForgottenMonth, LivedLoan } from '../life/story';
import type { ReconciledDays, UntoldFailure } from '../life/stray-money';
import { type ToldStep, yuan } from '../life/telling';

export interface Report {
  /** True when every verdict below is as told. */
  readonly ok: boolean;
  readonly seconds: number;
  readonly steps: readonly ToldStep[];
  readonly loan: LivedLoan;
  readonly forgotten: ForgottenMonth;
  /** Resolved by asking the bank, after its callback was lost. */
  readonly untold: UntoldFailure & { readonly resolved: boolean };
  readonly reconciliation: ReconciledDays & { readonly oneFound: boolean };
  readonly impostor: { readonly refused: boolean; readonly code: string };
  readonly ledger: {
    readonly balanced: boolean;
    readonly sumFen: number;
    readonly postings: number;
    readonly accounts: readonly { readonly account: string; readonly balanceFen: number }[];
  };
  readonly plaintext: { readonly found: readonly Hit[] };
  readonly usage: {
    readonly byCause: Readonly<Record<string, RouteUsage>>;
    readonly kmsCalls: Readonly<Record<string, number>>;
    readonly stateTransitions: number;
    readonly transitions: LifeTransitions;
  };
  /** Calls that a role was not granted; a deployment would fail on them. */
  readonly denied: readonly string[];
}

/** Of Step Functions: what this loan took for itself, and what all loans share in its year. */
export interface LifeTransitions {
  readonly ofTheLoan: number;
  readonly ofTheNights: number;
  readonly ofCollection: number;
}

interface RouteUsage {
  readonly roundTrips: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

export interface Findings {
  readonly steps: readonly ToldStep[];
  readonly seconds: number;
  readonly loan: LivedLoan;
  readonly forgotten: ForgottenMonth;
  readonly untold: UntoldFailure;
  readonly reconciliation: ReconciledDays;
  readonly impostor: Report['impostor'];
  readonly ledger: Omit<Report['ledger'], 'balanced'>;
  readonly found: readonly Hit[];
  readonly byCause: Readonly<Record<string, Usage>>;
  readonly total: Usage;
  readonly transitions: LifeTransitions;
  readonly denied: readonly string[];
}

export function reportOf(findings: Findings): Report {
  const { loan, forgotten, impostor, ledger, found, denied, total } = findings;
  const balanced = ledger.sumFen === 0 && ledger.postings > 0;
  const untold = { resolved: isResolved(findings.untold), ...findings.untold };
  const { reconciliation } = findings;
  const oneFound = isTheOne(reconciliation);
  const settled = loan.orderState === 'settled' && loan.loanState === 'settled';
  const usage = Object.entries(findings.byCause).map(([cause, used]): [string, RouteUsage] => {
    const { roundTrips, readUnits, writeUnits } = used;
    return [cause, { roundTrips, readUnits, writeUnits }];
  });
  return {
    ok:
      settled &&
      wasCaredFor(forgotten) &&
      untold.resolved &&
      oneFound &&
      impostor.refused &&
      balanced &&
      found.length === 0 &&
      denied.length === 0,
    seconds: findings.seconds,
    steps: findings.steps,
    loan,
    forgotten,
    untold,
    reconciliation: { oneFound, ...reconciliation },
    impostor,
    ledger: { balanced, ...ledger },
    plaintext: { found },
    usage: {
      byCause: Object.fromEntries(usage),
      kmsCalls: total.calls.kms ?? {},
      stateTransitions: total.transitions,
      transitions: findings.transitions,
    },
    denied,
  };
}

/** Reminded, marked overdue, promised, and in order again. */
const wasCaredFor = ({ reminded, overdueState, promise, endState }: ForgottenMonth): boolean =>
  reminded > 0 && overdueState === 'overdue' && promise === 'standing' && endState === 'repaying';
const isResolved = ({ orderState, timesAsked, limitIsFree }: UntoldFailure): boolean =>
  orderState === 'disbursementFailed' && timesAsked > 0 && limitIsFree;

/** The misprinted fen, nothing else, and nothing left over once two people have explained it. */
function isTheOne({ differences, unexplainedFen, resolution, suspenseFen }: ReconciledDays) {
  const [one, ...others] = differences;
  const isOne = one?.kind === 'amount' && one.effectFen === 1 && others.length === 0;
  return isOne && unexplainedFen === 0 && resolution !== undefined && suspenseFen === 0;
}

const timesOf = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** The same for a reader, in a few lines. */
export function summaryOf(report: Report): string[] {
  const { loan, ledger, usage } = report;
  const sum = (part: keyof RouteUsage) =>
    Object.values(usage.byCause).reduce((total, used) => total + used[part], 0);
  const kms = Object.values(usage.kmsCalls).reduce((total, calls) => total + calls, 0);
  const verdict = (good: boolean) => (good ? '✓' : '✗');
  return [
    `  ${verdict(loan.orderState === 'settled')} order ${loan.orderState}, ${yuan(loan.paidFen)} repaid`,
    `  ${verdict(wasCaredFor(report.forgotten))} an overdue month: reminded ${timesOf(report.forgotten.reminded)}, promised, repaid`,
    `  ${verdict(report.untold.resolved)} a failed disbursement nobody told of: asked ` +
      `${timesOf(report.untold.timesAsked)}, then ${report.untold.orderState}`,
    `  ${verdict(report.reconciliation.oneFound)} reconciliation: ` +
      `${report.reconciliation.differences.length} difference, the misprinted fen, explained by two people`,
    `  ${verdict(report.impostor.refused)} another person’s face: ${report.impostor.code}`,
    `  ${verdict(ledger.balanced)} ledger: ${ledger.postings} postings sum to ${yuan(ledger.sumFen)}`,
    `  ${verdict(report.plaintext.found.length === 0)} plaintext ID, card and phone numbers found: ` +
      `${report.plaintext.found.length}`,
    `  ${verdict(report.denied.length === 0)} calls without a grant: ${report.denied.length}`,
    `    used: ${sum('roundTrips')} DynamoDB calls, ${sum('readUnits')} read and ` +
      `${sum('writeUnits')} write units, ${kms} KMS calls`,
    `    transitions: ${usage.transitions.ofTheLoan} of the loan; by all loans shared, ` +
      `${usage.transitions.ofTheNights} of its nights and ${usage.transitions.ofCollection} of collection`,
    `    in ${report.seconds.toFixed(1)} s`,
  ];
}
