/**
 * WeChat Pay's callbacks: signed, with the outcome encrypted under the API v3 key.
 * Source: https://pay.weixin.qq.com/doc/v3/merchant/4012071382 (decrypting).
 */
import { createDecipheriv } from 'node:crypto';
import type {
  ChannelNotice,
  InstructionStatus,
  NoticeRejection,
} from '../../core/ports/payment-channel';
import { failure, type Result, success } from '../../core/result';
import { isObject, readObject, textOf } from '../provider-call';
import { amountOf, statusOf } from './answers';
import { checkSignature, type WechatPayKeys } from './client';
import { instructionIdOf } from './numbers';

const algorithm = 'AEAD_AES_256_GCM';
const tagBytes = 16;

export function readNotice(
  rawBody: string,
  headers: Readonly<Record<string, string | undefined>>,
  keys: WechatPayKeys,
  nowEpochMillis: number,
): Result<ChannelNotice, NoticeRejection> {
  const check = checkSignature(keys, headers, rawBody, nowEpochMillis);
  if (check !== 'valid') return failure(check);
  const notice = readObject(rawBody);
  const opened = readObject(openResource(notice?.resource, keys.apiV3Key) ?? '');
  if (!opened || typeof notice?.id !== 'string') return failure('malformed');
  const instructionId = instructionIdOf(
    opened.out_bill_no ?? opened.out_refund_no ?? opened.out_trade_no,
  );
  const amountFen = amountOf(opened);
  const instruction = statusOf(opened, nowEpochMillis);
  if (!instructionId || amountFen === undefined || !instruction) return failure('malformed');
  if (instruction.status === 'pending') return failure('irrelevant');
  return success({ eventId: notice.id, instructionId, amountFen, instruction: final(instruction) });
}

const final = (status: InstructionStatus) => status as ChannelNotice['instruction'];

/** AES-256-GCM: the tag is the last 16 bytes; undefined for what was not sealed with this key. */
export function openResource(resource: unknown, apiV3Key: string): string | undefined {
  if (!isObject(resource) || resource.algorithm !== algorithm) return undefined;
  const sealed = Buffer.from(textOf(resource.ciphertext), 'base64');
  try {
    const cipher = createDecipheriv('aes-256-gcm', apiV3Key, textOf(resource.nonce));
    cipher.setAAD(Buffer.from(textOf(resource.associated_data), 'utf8'));
    cipher.setAuthTag(sealed.subarray(-tagBytes));
    const text = [cipher.update(sealed.subarray(0, -tagBytes)), cipher.final()];
    return Buffer.concat(text).toString('utf8');
  } catch {
    return undefined;
  }
}
