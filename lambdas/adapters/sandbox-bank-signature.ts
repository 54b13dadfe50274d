/**
 * How messages to and from the sandbox bank are signed: HMAC-SHA256 over time, nonce and
 * content.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const signatureHeaders = {
  timestamp: 'x-sandbox-timestamp',
  nonce: 'x-sandbox-nonce',
  signature: 'x-sandbox-signature',
} as const;

/** A message older or younger than this is a replay or comes from a wrong clock. */
export const replayWindowSeconds = 300;

export interface SignedMessage {
  /** Whole seconds since the epoch, as sent. */
  readonly timestamp: string;
  readonly nonce: string;
  /** 'POST /v1/transfers' for requests, 'callback' for callbacks: one cannot pass as the other. */
  readonly purpose: string;
  readonly body: string;
}

/** Lower-case hex. The body comes last, so no other split of the text signs alike. */
export function signatureOf(signingKey: string, message: SignedMessage): string {
  return createHmac('sha256', signingKey)
    .update([message.timestamp, message.nonce, message.purpose, message.body].join('\n'))
    .digest('hex');
}

/** The three headers of a message signed now. */
export function signedHeaders(
  signingKey: string,
  message: Omit<SignedMessage, 'timestamp'> & { readonly nowEpochMillis: number },
): Record<string, string> {
  const timestamp = String(Math.floor(message.nowEpochMillis / 1000));
  return {
    [signatureHeaders.timestamp]: timestamp,
    [signatureHeaders.nonce]: message.nonce,
    [signatureHeaders.signature]: signatureOf(signingKey, { ...message, timestamp }),
  };
}

export type SignatureCheck = 'valid' | 'signatureInvalid' | 'timestampOutOfWindow';

/** The signature is checked first: only who holds the key learns anything about our clock. */
export function checkSignature(
  signingKey: string,
  message: SignedMessage,
  signature: string,
  nowEpochMillis: number,
): SignatureCheck {
  const wellFormed = /^\d{1,12}$/.test(message.timestamp) && /^[\w-]{8,64}$/.test(message.nonce);
  if (!wellFormed || !isSame(signature, signatureOf(signingKey, message))) {
    return 'signatureInvalid';
  }
  const ageSeconds = Math.abs(nowEpochMillis / 1000 - Number(message.timestamp));
  return ageSeconds <= replayWindowSeconds ? 'valid' : 'timestampOutOfWindow';
}

function isSame(given: string, expected: string): boolean {
  const bytes = Buffer.from(given);
  const expectedBytes = Buffer.from(expected);
  return bytes.length === expectedBytes.length && timingSafeEqual(bytes, expectedBytes);
}
