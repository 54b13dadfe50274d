/**
 * What Alipay's answers mean for an instruction. A code that nobody has written down here proves
 * nothing: the outcome stays unknown, and is asked for.
 */
import type {
  ChannelFailureCode,
  InstructionStatus,
  RefusalCode,
  Submission,
} from '../../core/ports/payment-channel';
import { instantOfChinaTime } from '../china-time';
import { unknown } from '../provider-call';
import type { AlipayAnswer } from './client';

/** The business refused and nothing moves: https://opendocs.alipay.com/open/02byuo, 028xqz. */
const failures: Readonly<Record<string, ChannelFailureCode>> = {
  'ACQ.BUYER_BALANCE_NOT_ENOUGH': 'insufficientFunds',
  'ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH': 'insufficientFunds',
  'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR': 'limitExceeded',
  'ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR': 'limitExceeded',
  'ACQ.BUYER_ENABLE_STATUS_FORBID': 'accountRestricted',
  'ACQ.PAYMENT_REQUEST_HAS_RISK': 'accountRestricted',
  'ACQ.PAYMENT_FAIL': 'declined',
  'ACQ.TRADE_HAS_CLOSE': 'declined',
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': 'declined',
  PAYER_BALANCE_NOT_ENOUGH: 'declined',
  BALANCE_IS_NOT_ENOUGH: 'declined',
  EXCEED_LIMIT_DM_MAX_AMOUNT: 'limitExceeded',
  EXCEED_LIMIT_SM_AMOUNT: 'limitExceeded',
  PAYEE_ACCOUNT_STATUS_ERROR: 'accountRestricted',
  PERMIT_CHECK_PERM_LIMITED: 'accountRestricted',
  PAYEE_ACC_CLOSED: 'accountClosed',
};

const refusals: Readonly<Record<string, RefusalCode>> = {
  'ACQ.AGREEMENT_NOT_EXIST': 'accountUnknown',
  'ACQ.AGREEMENT_INVALID': 'accountUnknown',
  'ACQ.AGREEMENT_ERROR': 'accountUnknown',
  PAYEE_NOT_EXIST: 'accountUnknown',
  PAYEE_USER_INFO_ERROR: 'accountUnknown',
  'ACQ.CONTEXT_INCONSISTENT': 'instructionConflict',
  'ACQ.DISCORDANT_REPEAT_REQUEST': 'instructionConflict',
  PAYMENT_INFO_INCONSISTENCY: 'instructionConflict',
  'ACQ.TRADE_NOT_EXIST': 'refundImpossible',
  'ACQ.TRADE_STATUS_ERROR': 'refundImpossible',
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': 'refundImpossible',
  'ACQ.REASON_TRADE_REFUND_FEE_ERR': 'refundImpossible',
  'ACQ.INVALID_PARAMETER': 'malformed',
  INVALID_PARAMETER: 'malformed',
};

export const failureCodeOf = (code: string): ChannelFailureCode => failures[code] ?? 'declined';

export const isKnownFailure = (code: string): boolean => Object.hasOwn(failures, code);

/** What a request that was not carried out says. */
export function refusalOf({ subCode }: AlipayAnswer, nowEpochMillis: number): Submission {
  if (isKnownFailure(subCode)) {
    const occurredAt = new Date(nowEpochMillis).toISOString();
    const failureCode = failureCodeOf(subCode);
    return { outcome: 'accepted', instruction: { status: 'failed', failureCode, occurredAt } };
  }
  const code = Object.hasOwn(refusals, subCode) ? refusals[subCode] : undefined;
  return code ? { outcome: 'refused', code } : unknown('unavailable');
}

/** A transfer's `status`; DEALING and what may be added later are under way. */
export function transferStatus(
  { members }: AlipayAnswer,
  nowEpochMillis: number,
): InstructionStatus {
  const occurredAt =
    instantOfChinaTime(members.pay_date ?? members.trans_date) ??
    new Date(nowEpochMillis).toISOString();
  // REFUND: it was paid and came back; that return is a movement of its own.
  if (members.status === 'SUCCESS' || members.status === 'REFUND')
    return { status: 'succeeded', occurredAt };
  if (members.status !== 'FAIL') return { status: 'pending' };
  const failureCode = failureCodeOf(String(members.error_code ?? ''));
  return { status: 'failed', failureCode, occurredAt };
}

/** A debit's `trade_status`. A trade that was paid and refunded in full reads TRADE_CLOSED too. */
export function tradeStatus({ members }: AlipayAnswer, nowEpochMillis: number): InstructionStatus {
  const paidAt = instantOfChinaTime(members.send_pay_date ?? members.gmt_payment);
  if (paidAt) return { status: 'succeeded', occurredAt: paidAt };
  if (members.trade_status !== 'TRADE_CLOSED') return { status: 'pending' };
  const occurredAt = new Date(nowEpochMillis).toISOString();
  return { status: 'failed', failureCode: 'declined', occurredAt };
}
