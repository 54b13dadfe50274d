/**
 * What staff may change of a running loan for someone in hardship, or at its end: as data, as the
 * command it becomes, and as the amount that decides whether a second person must agree.
 */
import { type IsoDate, isoDate, parseIsoDate } from '../calendar';
import { type Fen, fen } from '../money';
import type { RatePpm } from '../rate';
import { failure, type Result, success, unreachable } from '../result';
import { apply, decide, type LoanState, loanView } from './loan';
import type { LoanCommand, LoanError } from './loan-events';
import type { Component } from './loan-terms';

export const adjustmentKinds = [
  /** 暂缓: everything not yet due moves back by whole periods. */
  'pause',
  /** 展期: what is left is spread over more instalments. */
  'extension',
  /** 重组: what is left gets a new number of instalments, and perhaps a new first due day. */
  'reschedule',
  /** 降息 */
  'interestReduction',
  /** 减免 */
  'waiver',
  /** 核销 */
  'writeOff',
  /** 退款: a repayment taken in error, or without its number the borrower's credit. */
  'refund',
] as const;
export type AdjustmentKind = (typeof adjustmentKinds)[number];

export interface AdjustmentTerms {
  readonly kind: AdjustmentKind;
  /** Of a pause: how many periods. */
  readonly periods?: number | undefined;
  /** Of an extension: how many more; of a reschedule: how many in all from now on. */
  readonly instalments?: number | undefined;
  /** Of a reschedule, YYYY-MM-DD. */
  readonly firstDueOn?: string | undefined;
  readonly annualRatePpm?: number | undefined;
  readonly component?: Component | undefined;
  readonly amountFen?: number | undefined;
  /** Of a refund. */
  readonly repaymentId?: string | undefined;
}

const members: Readonly<Record<AdjustmentKind, readonly (keyof AdjustmentTerms)[]>> = {
  pause: ['periods'],
  extension: ['instalments'],
  reschedule: ['instalments'],
  interestReduction: ['annualRatePpm'],
  waiver: ['component', 'amountFen'],
  writeOff: [],
  refund: [],
};

const optional: Partial<Record<AdjustmentKind, readonly (keyof AdjustmentTerms)[]>> = {
  reschedule: ['firstDueOn'],
  refund: ['repaymentId'],
};

/** The member that is missing, or does not belong to the kind; undefined: the terms are whole. */
export function oddMember(terms: AdjustmentTerms): string | undefined {
  const needed = members[terms.kind];
  const allowed = new Set(['kind', ...needed, ...(optional[terms.kind] ?? [])]);
  return (
    needed.find((name) => terms[name] === undefined) ??
    Object.entries(terms).find(([name, value]) => value !== undefined && !allowed.has(name))?.[0]
  );
}

export interface AdjustmentRefusal {
  readonly code: LoanError['code'] | 'rateNotLower' | 'noSuchDay';
}

export interface PlannedAdjustment {
  readonly command: LoanCommand;
  readonly after: LoanState;
  /** What is at stake, in fen: above the configured amount a second person must agree. */
  readonly concernedFen: Fen;
}

/** What the adjustment would do today; refuses what the loan does not accept. */
export function planAdjustment(
  state: LoanState,
  id: string,
  terms: AdjustmentTerms,
  today: IsoDate,
): Result<PlannedAdjustment, AdjustmentRefusal> {
  if (terms.firstDueOn !== undefined && !parseIsoDate(terms.firstDueOn).ok)
    return failure({ code: 'noSuchDay' });
  const command = commandOf(state, id, terms, today);
  if (command.type === 'changeRate' && command.annualRatePpm >= state.terms.annualRatePpm)
    return failure({ code: 'rateNotLower' });
  const decided = decide(state, command);
  if (!decided.ok) return failure({ code: decided.error.code });
  const after = decided.value.reduce<LoanState>(apply, state);
  return success({ command, after, concernedFen: concernedFen(state, after, command, today) });
}

/** @throws when a member is missing: see oddMember */
function commandOf(state: LoanState, id: string, terms: AdjustmentTerms, on: IsoDate): LoanCommand {
  const { kind, periods = 0, instalments = 0, firstDueOn, amountFen = 0 } = terms;
  switch (kind) {
    case 'pause':
      return { type: 'extend', id, on, periods };
    case 'extension':
      return { type: 'reschedule', id, on, instalments: remaining(state, on) + instalments };
    case 'reschedule':
      return {
        type: 'reschedule',
        id,
        on,
        instalments,
        ...(firstDueOn && { firstDueOn: isoDate(firstDueOn) }),
      };
    case 'interestReduction':
      return { type: 'changeRate', id, on, annualRatePpm: (terms.annualRatePpm ?? 0) as RatePpm };
    case 'waiver': {
      const { component = 'penalty' } = terms;
      return { type: 'waive', id, on, component, amountFen: fen(amountFen) };
    }
    case 'writeOff':
      return { type: 'writeOff', id, on };
    case 'refund':
      throw new Error('a refund moves money, not terms: see refund.ts');
    default:
      return unreachable(kind);
  }
}

const remaining = (state: LoanState, on: IsoDate): number =>
  state.rows.filter(({ kind, dueOn }) => kind === 'instalment' && dueOn > on).length;

/** Money given up or booked; for new dates, the principal that is put off. */
function concernedFen(before: LoanState, after: LoanState, command: LoanCommand, on: IsoDate): Fen {
  switch (command.type) {
    case 'waive':
      return command.amountFen;
    case 'changeRate':
      return fen(Math.max(0, owed(before, on) - owed(after, on)));
    case 'writeOff':
      return fen(owed(before, on));
    default:
      return loanView(before, on).outstandingPrincipalFen;
  }
}

/** All that is still to be paid, interest to come included. */
const owed = (state: LoanState, on: IsoDate): number =>
  loanView(state, on).rows.reduce((sum, { outstandingFen }) => sum + outstandingFen, 0);
