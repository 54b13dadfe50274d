/**
 * Alipay's notices: forms signed with RSA2, about debits, refunds and transfers.
 * Source: https://opendocs.alipay.com/common/02mse7 and, for transfers,
 * https://opendocs.alipay.com/open/04vk0s (alipay.fund.trans.order.changed).
 */
import type {
  ChannelNotice,
  InstructionStatus,
  NoticeRejection,
} from '../../core/ports/payment-channel';
import { failure, type Result, success } from '../../core/result';
import { instantOfChinaTime } from '../china-time';
import { type Members, readObject, textOf } from '../provider-call';
import { verifyRsa } from '../rsa-signature';
import { fenOfYuan } from '../yuan-text';
import { failureCodeOf } from './answers';
import { type AlipayKeys, signedText } from './client';

export type Form = Readonly<Record<string, string>>;
type Final = Exclude<InstructionStatus, { status: 'pending' }>;

/** A notice is sent anew, with a new time, whenever the last one was not acknowledged. */
const noticeWindowMillis = 10 * 60_000;

export function readNotice(
  rawBody: string,
  { appId, alipayPublicKey }: AlipayKeys,
  nowEpochMillis: number,
): Result<ChannelNotice, NoticeRejection> {
  const read = readForm(rawBody, { appId, alipayPublicKey }, nowEpochMillis);
  if (!read.ok) return read;
  const form = read.value;
  const instruction = form.msg_method ? transferOutcome(form) : tradeOutcome(form);
  if (!instruction) return failure('irrelevant');
  const notice = noticeOf(form, instruction);
  return notice ? success(notice) : failure('malformed');
}

/** A genuine, fresh form for this app, whatever it is about. */
export function readForm(
  rawBody: string,
  { appId, alipayPublicKey }: Pick<AlipayKeys, 'appId' | 'alipayPublicKey'>,
  nowEpochMillis: number,
): Result<Form, NoticeRejection> {
  const form: Form = Object.fromEntries(new URLSearchParams(rawBody));
  if (!isSigned(form, alipayPublicKey)) return failure('signatureInvalid');
  const sentAt = sendingTime(form);
  if (sentAt === undefined || form.app_id !== appId) return failure('malformed');
  return Math.abs(nowEpochMillis - sentAt) > noticeWindowMillis
    ? failure('timestampOutOfWindow')
    : success(form);
}

/** Notices of trades leave `sign_type` out of the signed text, messages keep it in. */
function isSigned(form: Form, publicKey: string): boolean {
  const { sign = '', sign_type: kind } = form;
  if (kind !== 'RSA2' || sign === '') return false;
  return (
    verifyRsa(signedText(form, 'sign_type'), sign, publicKey) ||
    verifyRsa(signedText(form), sign, publicKey)
  );
}

/** `notify_time` is Shanghai's, `utc_timestamp` counts milliseconds. */
function sendingTime({ notify_time: time, utc_timestamp: millis }: Form): number | undefined {
  if (millis !== undefined) return /^\d{13}$/.test(millis) ? Number(millis) : undefined;
  const instant = instantOfChinaTime(time);
  return instant === undefined ? undefined : Date.parse(instant);
}

/** A transfer that comes back after its success is another story: the statement tells it. */
function transferOutcome(form: Form): Final | undefined {
  if (form.msg_method !== 'alipay.fund.trans.order.changed') return undefined;
  const { status, error_code: code, pay_date: paidAt } = contentOf(form);
  const occurredAt =
    instantOfChinaTime(paidAt) ?? new Date(Number(form.utc_timestamp)).toISOString();
  if (status === 'SUCCESS') return { status: 'succeeded', occurredAt };
  if (status !== 'FAIL') return undefined;
  return { status: 'failed', failureCode: failureCodeOf(textOf(code)), occurredAt };
}

/**
 * A notice of a refund tells the sum of all refunds of the trade, not which one it is about:
 * those are answered at once, or asked for.
 */
function tradeOutcome(form: Form): Final | undefined {
  if (form.gmt_refund) return undefined;
  if (form.trade_status === 'TRADE_SUCCESS' || form.trade_status === 'TRADE_FINISHED') {
    const occurredAt = instantOfChinaTime(form.gmt_payment);
    return occurredAt ? { status: 'succeeded', occurredAt } : undefined;
  }
  if (form.trade_status !== 'TRADE_CLOSED' || form.gmt_payment) return undefined;
  const occurredAt = instantOfChinaTime(form.gmt_close ?? form.notify_time);
  return occurredAt ? { status: 'failed', failureCode: 'declined', occurredAt } : undefined;
}

function noticeOf(form: Form, instruction: Final): ChannelNotice | undefined {
  const content = contentOf(form);
  const instructionId = content.out_biz_no ?? form.out_trade_no;
  const amountFen = fenOfYuan(content.trans_amount ?? form.total_amount);
  const eventId = form.notify_id;
  if (!eventId || typeof instructionId !== 'string' || !amountFen) return undefined;
  return { eventId, instructionId, amountFen, instruction };
}

const contentOf = (form: Form): Members => readObject(form.biz_content ?? '') ?? {};
