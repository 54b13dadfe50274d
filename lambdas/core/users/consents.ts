/** Consents: one per purpose, to a text that was read, until it is withdrawn. */
import { createHash } from 'node:crypto';

export const consentPurposes = [
  'privacyPolicy',
  'creditInquiry',
  'faceRecognition',
  'thirdPartySharing',
] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];

/** A text as it is shown. The texts are files in models/consents, each version its own. */
export interface ConsentText {
  readonly purpose: ConsentPurpose;
  /** The day from which it holds, YYYY-MM-DD, and a letter if a day saw more than one. */
  readonly version: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly text: { readonly en: string; readonly zh: string };
}

/** SHA-256 over purpose, version and both languages: what was agreed to can be proven. */
export const consentTextHash = ({ purpose, version, title, text }: ConsentText): string =>
  createHash('sha256')
    .update(JSON.stringify([purpose, version, title.zh, title.en, text.zh, text.en]), 'utf8')
    .digest('hex');

export interface GivenConsent {
  readonly purpose: ConsentPurpose;
  readonly withdrawnAt?: string;
}

/** Those of the needed purposes for which no consent stands, in the order they were asked for. */
export function missingConsents(
  given: readonly GivenConsent[],
  needed: readonly ConsentPurpose[],
): ConsentPurpose[] {
  const standing = new Set(
    given.filter(({ withdrawnAt }) => withdrawnAt === undefined).map(({ purpose }) => purpose),
  );
  return needed.filter((purpose) => !standing.has(purpose));
}
