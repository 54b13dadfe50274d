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
  /**
   * It changes what is taken, how or what for: who agreed to an earlier one is asked anew before
   * anything more is collected (PIPL art. 14).
   */
  readonly asksAnew?: boolean;
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
  readonly version: string;
  readonly withdrawnAt?: string;
}

/** The texts there are, and the day in China on which something is to be collected. */
export interface TextsOn {
  readonly texts: readonly ConsentText[];
  readonly today: string;
}

/** Those consents whose text covers what is collected that day: no later one has asked anew. */
export function covering<C extends GivenConsent>(
  given: readonly C[],
  { texts, today }: TextsOn,
): C[] {
  return given.filter(({ purpose, version }) => {
    const shown = texts
      .filter((text) => text.purpose === purpose && text.effectiveFrom <= today)
      .sort((one, other) => (one.effectiveFrom < other.effectiveFrom ? -1 : 1));
    const askedLast = shown.findLastIndex(({ asksAnew }) => asksAnew);
    return shown.slice(Math.max(0, askedLast)).some((text) => text.version === version);
  });
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
 * Names the consents that stand and still cover what is asked, by purpose, to those who are asked
 * under them. Derived from what was agreed to, when and by whom, so that it can be recomputed from
 * the row and names nobody.
 */
export const standingConsentIds = (
  customerId: string,
  given: readonly KeptConsent[],
  on: TextsOn,
): Partial<Record<ConsentPurpose, string>> =>
  Object.fromEntries(
    covering(given, on)
      .filter(({ withdrawnAt }) => withdrawnAt === undefined)
      .map(({ purpose, textHash, givenAt }) => [
        purpose,
        `con_${sha256Of({ customerId, purpose, textHash, givenAt }).slice(0, 40)}`,
      ]),
  );
