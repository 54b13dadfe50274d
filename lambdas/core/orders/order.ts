/** The order's states and the only ways between them: what is not listed cannot happen. */
import { failure, type Result, success } from '../result';

export const orderStates = [
  'pendingReview',
  'approved',
  'pendingDisbursement',
  'repaying',
  'overdue',
  'settled',
  'rejected',
  'cancelled',
  'expired',
  'disbursementFailed',
  'writtenOff',
] as const;

export type OrderState = (typeof orderStates)[number];

export const orderCommands = [
  'approve',
  'reject',
  'cancel',
  'expire',
  'sign',
  'activate',
  'failDisbursement',
  'becomeOverdue',
  'catchUp',
  'settle',
  'writeOff',
] as const;

export type OrderCommand = (typeof orderCommands)[number];

/** 待审核 → 审核通过 → 待放款 → 还款中 ⇄ 逾期 → 已结清, and the ways out. */
const transitions: Readonly<Record<OrderState, Partial<Record<OrderCommand, OrderState>>>> = {
  pendingReview: {
    approve: 'approved',
    reject: 'rejected',
    cancel: 'cancelled',
    expire: 'expired',
  },
  approved: { sign: 'pendingDisbursement', cancel: 'cancelled', expire: 'expired' },
  pendingDisbursement: { activate: 'repaying', failDisbursement: 'disbursementFailed' },
  repaying: { becomeOverdue: 'overdue', settle: 'settled' },
  overdue: { catchUp: 'repaying', settle: 'settled', writeOff: 'writtenOff' },
  settled: {},
  rejected: {},
  cancelled: {},
  expired: {},
  disbursementFailed: {},
  writtenOff: {},
};

export interface IllegalTransition {
  readonly code: 'order_state_conflict';
  readonly state: OrderState;
  readonly command: OrderCommand;
}

/** The state a command leads to, or a refusal. */
export function transition(
  state: OrderState,
  command: OrderCommand,
): Result<OrderState, IllegalTransition> {
  const next = transitions[state][command];
  return next ? success(next) : failure({ code: 'order_state_conflict', state, command });
}

/** No command leads out of a closed order. */
export const isClosed = (state: OrderState): boolean =>
  Object.keys(transitions[state]).length === 0;
