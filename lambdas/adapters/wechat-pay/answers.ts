/**
 * What WeChat Pay's answers and callbacks mean for an instruction. A code that nobody has written
 * down here proves nothing: the outcome stays unknown, and is asked for.
 */
import type {
  ChannelFailureCode,
  InstructionStatus,
  RefusalCode,
  Submission,
} from '../../core/ports/payment-channel';
import { instantOf } from '../china-time';
import { isObject, type Members, textOf, unknown } from '../provider-call';
import type { WechatPayAnswer } from './client';

/** Reasons of debits (doc 4012467036) and of transfers (`fail_reason`, doc 4013774966). */
const failures: Readonly<Record<string, ChannelFailureCode>> = {
  NOTENOUGH: 'insufficientFunds',
  NOT_ENOUGH: 'declined',
  RULELIMIT: 'limitExceeded',
  RULE_LIMIT: 'limitExceeded',
  TRANSFER_QUOTA_EXCEED: 'limitExceeded',
  RCVE_REACH_MAX_LIMIT: 'limitExceeded',
  ACCOUNTERROR: 'accountRestricted',
  ACCOUNT_ERROR: 'accountRestricted',
  USER_ACCOUNT_ABNORMAL: 'accountRestricted',
  TRANSFER_RISK: 'accountRestricted',
  ACCOUNT_FROZEN: 'accountRestricted',
  REAL_NAME_CHECK_FAIL: 'accountRestricted',
  USER_NOT_EXIST: 'accountClosed',
  ACCOUNT_NOT_EXIST: 'accountClosed',
};

const refusals: Readonly<Record<string, RefusalCode>> = {
  CONTRACT_NOT_EXIST: 'accountUnknown',
  CONTRACT_NOT_EXISTED: 'accountUnknown',
  CONTRACTERROR: 'accountUnknown',
  AUTHORIZATION_NOT_EXIST: 'accountUnknown',
  PARAM_ERROR: 'malformed',
};

/** The id is taken; by what, only a question tells. */
export const isTaken = (code: string): boolean =>
  ['ALREADY_EXISTS', 'OUT_TRADE_NO_USED', 'ORDER_PAID', 'ORDERPAID', 'INVALID_REQUEST'].includes(
    code,
  );

export const isAbsence = (code: string): boolean =>
  ['ORDER_NOT_EXIST', 'RESOURCE_NOT_EXISTS', 'NOT_FOUND'].includes(code);

export const failureCodeOf = (reason: unknown): ChannelFailureCode =>
  failures[textOf(reason)] ?? 'declined';

export function refusalOf({ code }: WechatPayAnswer, nowEpochMillis: number): Submission {
  if (Object.hasOwn(failures, code)) {
    const occurredAt = new Date(nowEpochMillis).toISOString();
    const instruction = { status: 'failed', failureCode: failureCodeOf(code), occurredAt } as const;
    return { outcome: 'accepted', instruction };
  }
  const refused = Object.hasOwn(refusals, code) ? refusals[code] : undefined;
  return refused ? { outcome: 'refused', code: refused } : unknown('unavailable');
}

/** In fen: WeChat Pay counts in them too, except in its bills. */
export function amountOf(members: Members): number | undefined {
  const { amount, transfer_amount: transferred } = members;
  const refunded = isObject(amount) && 'out_refund_no' in members ? amount.refund : undefined;
  const fen = transferred ?? refunded ?? (isObject(amount) ? amount.total : undefined);
  return Number.isSafeInteger(fen) && Number(fen) > 0 ? Number(fen) : undefined;
}

/** Of a transfer, a refund or a debit, as answered or as told. Undefined: not understood. */
export function statusOf(members: Members, nowEpochMillis: number): InstructionStatus | undefined {
  const now = new Date(nowEpochMillis).toISOString();
  if ('out_bill_no' in members) return transferStatus(members, now);
  if ('out_refund_no' in members) return refundStatus(members, now);
  return tradeStatus(members, now);
}

function transferStatus({ state, update_time, fail_reason }: Members, now: string) {
  const occurredAt = instantOf(update_time) ?? now;
  switch (state) {
    case 'SUCCESS':
      return { status: 'succeeded', occurredAt } as const;
    case 'FAIL':
    case 'CANCELLED':
      return { status: 'failed', failureCode: failureCodeOf(fail_reason), occurredAt } as const;
    case 'ACCEPTED':
    case 'PROCESSING':
    case 'WAIT_USER_CONFIRM':
    case 'TRANSFERING':
    case 'CANCELING':
      return { status: 'pending' } as const;
    default:
      return undefined;
  }
}

/** ABNORMAL: the money is neither here nor there until somebody acts; the question stays open. */
function refundStatus({ status, refund_status, success_time }: Members, now: string) {
  switch (refund_status ?? status) {
    case 'SUCCESS':
      return { status: 'succeeded', occurredAt: instantOf(success_time) ?? now } as const;
    case 'CLOSED':
      return { status: 'failed', failureCode: 'declined', occurredAt: now } as const;
    case 'PROCESSING':
    case 'ABNORMAL':
      return { status: 'pending' } as const;
    default:
      return undefined;
  }
}

/** REFUND: it was paid, and something went back since. */
function tradeStatus({ trade_state, success_time, trade_state_desc }: Members, now: string) {
  const occurredAt = instantOf(success_time) ?? now;
  switch (trade_state) {
    case 'SUCCESS':
    case 'REFUND':
      return { status: 'succeeded', occurredAt } as const;
    case 'CLOSED':
    case 'REVOKED':
    case 'PAYERROR':
      return {
        status: 'failed',
        failureCode: failureCodeOf(trade_state_desc),
        occurredAt,
      } as const;
    case 'NOTPAY':
    case 'USERPAYING':
    case 'ACCEPT':
      return { status: 'pending' } as const;
    default:
      return undefined;
  }
}
