/** Schemas that several capabilities share. Money crosses the wire as integer fen. */
import * as z from 'zod';

/** Opaque, unguessable: a prefix and 128 random bits in lower-case base 32. */
export const id = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[a-z2-7]{26}$`));

export const customerId = id('cus');
export const orderId = id('ord');
export const loanId = id('loan');
export const quoteId = id('quo');
export const bankCardId = id('card');
export const walletId = id('agr');
export const repaymentId = id('rep');
export const refundId = id('ref');
export const repaymentQuoteId = id('rqt');
export const caseId = id('rcn');
export const adjustmentId = id('adj');
export const uploadId = id('upl');
export const readingId = id('rdg');
export const livenessId = id('liv');
export const identityReviewId = id('idr');
export const challengeId = id('chl');
export const sessionId = id('ses');
export const ceremonyId = id('cer');
export const passkeyId = id('psk');

/**
 * Chosen by the client for each intent, and hard to guess: what is kept of a request is a MAC
 * under it, and a key that could be tried would give away the phone or card in the request.
 */
export const idempotencyKey = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);

/** A mobile number of mainland China. */
export const phone = z.string().regex(/^1[3-9]\d{9}$/);

/** At most 100 million yuan: far above any product, far below an unsafe integer. */
export const fen = z.int().min(0).max(10_000_000_000);
export const positiveFen = z.int().min(1).max(10_000_000_000);
/** Sums over a whole book: any safe integer. */
export const signedFen = z.int();
export const ratePpm = z.int().min(0).max(10_000_000);
export const isoDate = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
/** Instants are ISO 8601 in UTC. */
export const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const cursor = z.string().min(1).max(2048);

export const page = z.strictObject({ cursor: cursor.optional() });
export const nothing = z.strictObject({});
export const bilingual = z.strictObject({ en: z.string(), zh: z.string() });

/** A field of a sealed record, as the catalogue lets it go. */
export const personalField = z.strictObject({
  /** For example identity.name; docs/compliance.md lists them all. */
  field: z.string(),
  name: bilingual,
  class: z.enum(['C1', 'C2', 'C3']),
  value: z.string(),
});

export const instalmentRow = z.strictObject({
  n: z.int().min(1),
  dueOn: isoDate,
  principalFen: fen,
  interestFen: fen,
  feeFen: fen,
  totalFen: fen,
  balanceFen: fen,
});

export const allInCost = z.strictObject({
  /** IRR per month × 12. */
  nominalPpm: ratePpm,
  /** XIRR, actual days / 365. */
  effectivePpm: ratePpm,
  capPpm: ratePpm,
  reading: z.enum(['nominal', 'effective']),
  ruleVersion: z.string(),
});
