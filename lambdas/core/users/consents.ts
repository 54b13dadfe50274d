/** Consents: one per purpose, to a text that was read, until it is withdrawn. */
import { sha256Of } from '../canonical';

export const consentPurposes = [
  'privacyPolicy',
  'creditInquiry',
  'faceRecognition',
  'thirdPartySharing',
] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];

/** A text as it is shown: a file in models/consents, never changed once it was in force. */
export interface ConsentText {
  readonly purpose: ConsentPurpose;
  readonly version: string;
  /** The day in China from which it holds, until a later text of the purpose does. */
  readonly effectiveFrom: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly text: { readonly en: string; readonly zh: string };
}

/**
 * What withdrawing the consent to a purpose does, in words: part of the answer, not of the
 * text.
 */
export type WithdrawalEffects = Readonly<Record<ConsentPurpose, ConsentText['text']>>;

/** SHA-256 over purpose, version and both languages: what was agreed to can be proven. */
export const consentTextHash = ({ purpose, version, title, text }: ConsentText): string =>
  sha256Of({ purpose, version, title, text });

/** The text in force on a day, for each purpose that has one. */
export const textsInForce = (texts: readonly ConsentText[], today: string): ConsentText[] =>
  consentPurposes.flatMap((purpose) => {
    const candidates = texts
      .filter((text) => text.purpose === purpose && text.effectiveFrom <= today)
      .sort((one, other) => (one.effectiveFrom < other.effectiveFrom ? 1 : -1));
    return candidates.slice(0, 1);
  });

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

/** The text someone says they read, if it is the one in force. */
export const textRead = (
  texts: readonly ConsentText[],
  today: string,
  read: { readonly purpose: ConsentPurpose; readonly version: string; readonly textHash: string },
): ConsentText | undefined =>
  textsInForce(texts, today).find(
    (text) =>
      text.purpose === read.purpose &&
      text.version === read.version &&
      consentTextHash(text) === read.textHash,
  );

/** A consent as it is kept: to which text, and when. */
export interface KeptConsent extends GivenConsent {
  readonly textHash: string;
  readonly givenAt: string;
}

/**
 * Names the consents that stand, by purpose, to those who are asked under them. Derived from what
 * was agreed to, when and by whom, so that it can be recomputed from the row and names nobody.
 */
export const standingConsentIds = (
  customerId: string,
  given: readonly KeptConsent[],
): Partial<Record<ConsentPurpose, string>> =>
  Object.fromEntries(
    given
      .filter(({ withdrawnAt }) => withdrawnAt === undefined)
      .map(({ purpose, textHash, givenAt }) => [
        purpose,
        `con_${sha256Of({ customerId, purpose, textHash, givenAt }).slice(0, 40)}`,
      ]),
  );
