/** Users: consents, identity and bank cards; signing in is in sign-in.ts. */
import * as z from 'zod';
import { consentPurposes } from '../core/users/consents';
import { cardFields } from '../core/users/id-card';
import { route } from './route';
import {
  bankCardId,
  bilingual,
  customerId,
  identityReviewId,
  instant,
  isoDate,
  livenessId,
  nothing,
  phone,
  readingId,
  sha256,
  uploadId,
} from './schemas';

const purpose = z.enum(consentPurposes);
const consentText = z.strictObject({
  purpose,
  version: z.string(),
  textHash: sha256,
  title: bilingual,
  text: bilingual,
  /** What a withdrawal does, said before one agrees. */
  onWithdrawal: bilingual,
});
export const consent = z.strictObject({
  purpose,
  version: z.string(),
  textHash: sha256,
  givenAt: instant,
  withdrawnAt: instant.optional(),
});

export const listConsentTexts = route({
  operationId: 'listConsentTexts',
  capability: 'users',
  method: 'GET',
  path: '/consent-texts',
  access: 'public',
  summary: 'The current consent texts with their hashes',
  responses: { 200: z.strictObject({ texts: z.array(consentText) }) },
});

export const giveConsent = route({
  operationId: 'giveConsent',
  capability: 'users',
  method: 'POST',
  path: '/consents',
  access: ['borrower'],
  summary: 'Consent to one purpose, naming the text that was read',
  body: z.strictObject({ purpose, version: z.string().max(40), textHash: sha256 }),
  responses: { 201: consent },
  problems: ['consent_text_outdated'],
});

export const listConsents = route({
  operationId: 'listConsents',
  capability: 'users',
  method: 'GET',
  path: '/consents',
  access: ['borrower'],
  summary: "One's own consents",
  responses: { 200: z.strictObject({ consents: z.array(consent) }) },
});

export const withdrawConsent = route({
  operationId: 'withdrawConsent',
  capability: 'users',
  method: 'DELETE',
  path: '/consents/{purpose}',
  access: ['borrower'],
  summary: 'Withdraw a consent; the answer says what that does',
  params: z.strictObject({ purpose }),
  owned: { purpose: 'unowned' },
  responses: { 200: consent.extend({ effect: bilingual }) },
  problems: ['not_found'],
});

const presignedPost = z.strictObject({
  url: z.string(),
  fields: z.record(z.string(), z.string()),
});

export const createCardUpload = route({
  operationId: 'createCardUpload',
  capability: 'users',
  method: 'POST',
  path: '/identity/card-uploads',
  access: ['borrower'],
  summary: "Where to send the ID card's two pictures (JPEG or PNG, at most 8 MiB each)",
  body: nothing,
  responses: {
    201: z.strictObject({
      uploadId,
      expiresAt: instant,
      front: presignedPost,
      back: presignedPost,
    }),
  },
  problems: ['consent_missing', 'identity_already_confirmed'],
});

const cardField = z.enum(cardFields);

export const readCard = route({
  operationId: 'readCard',
  capability: 'users',
  method: 'POST',
  path: '/identity/card-readings',
  access: ['borrower'],
  summary: 'Read both pictures; the number comes back masked and is typed to confirm',
  body: z.strictObject({ uploadId }),
  responses: {
    201: z.strictObject({
      readingId,
      expiresAt: instant,
      name: z.string(),
      sex: z.enum(['male', 'female']),
      ethnicity: z.string(),
      bornOn: isoDate,
      address: z.string(),
      maskedIdNumber: z.string(),
      issuer: z.string(),
      validFrom: isoDate,
      /** Absent: valid for life. */
      validUntil: isoDate.optional(),
      /** Lowest confidence over all fields, 0 to 1. */
      confidence: z.number(),
      /** Of each field, 0 to 1. */
      confidences: z.record(cardField, z.number()),
      /** To be compared with the card before it is confirmed; or the picture retaken. */
      fieldsToCheck: z.array(cardField),
    }),
  },
  problems: [
    'consent_missing',
    'picture_missing',
    'picture_too_large',
    'picture_unreadable',
    'not_an_id_card',
    'id_card_fields_unclear',
    'picture_blurred',
    'picture_glare',
    'picture_cut_off',
    'picture_covered',
    'picture_too_dark',
    'picture_too_small',
    'card_not_original',
    'card_temporary',
    'id_number_invalid',
    'id_card_contradictory',
    'id_card_expired',
    'identity_already_confirmed',
    'unavailable',
  ],
});

export const confirmCard = route({
  operationId: 'confirmCard',
  capability: 'users',
  method: 'POST',
  path: '/identity/card-confirmations',
  access: ['borrower'],
  summary: 'Confirm the fields read, typing the ID number',
  body: z.strictObject({
    readingId,
    idNumber: z.string().min(1).max(40),
    name: z.string().min(1).max(60),
    /** The reading's `fieldsToCheck`, once compared with the card; name and number are typed. */
    checkedFields: z.array(cardField).optional(),
  }),
  responses: { 201: z.strictObject({ status: z.literal('cardConfirmed') }) },
  problems: [
    'consent_missing',
    'reading_expired',
    'id_number_invalid',
    'id_number_mismatch',
    'name_mismatch',
    'card_fields_unchecked',
    'age_out_of_range',
    'identity_taken',
    'identity_already_confirmed',
  ],
});

export const createLivenessSession = route({
  operationId: 'createLivenessSession',
  capability: 'users',
  method: 'POST',
  path: '/identity/liveness-sessions',
  access: ['borrower'],
  summary: 'Start a face liveness check (needs its separate consent)',
  body: nothing,
  responses: {
    201: z.strictObject({
      livenessId,
      /** What the client hands to the face provider's stream. */
      providerSessionId: z.string(),
      region: z.string(),
      expiresAt: instant,
      /** May call StartFaceLivenessSession in that region, and nothing else, for 15 minutes. */
      credentials: z.strictObject({
        accessKeyId: z.string(),
        secretAccessKey: z.string(),
        sessionToken: z.string(),
        expiresAt: instant,
      }),
    }),
  },
  problems: [
    'consent_missing',
    'identity_incomplete',
    'identity_already_confirmed',
    'liveness_locked',
    'unavailable',
  ],
});

export const completeLivenessSession = route({
  operationId: 'completeLivenessSession',
  capability: 'users',
  method: 'POST',
  path: '/identity/liveness-sessions/{livenessId}/completion',
  access: ['borrower'],
  summary: "Fetch the check's result and compare the face with the card's portrait",
  params: z.strictObject({ livenessId }),
  owned: { livenessId: 'livenessCheck' },
  body: nothing,
  responses: { 200: z.strictObject({ status: z.literal('verified') }) },
  problems: [
    'not_found',
    'consent_missing',
    'liveness_not_finished',
    'liveness_session_used',
    'liveness_session_expired',
    'liveness_locked',
    'face_not_verified',
    'unavailable',
    'conflict',
    'identity_incomplete',
    'identity_already_confirmed',
    'identity_taken',
  ],
});

const bankCard = z.strictObject({
  bankCardId,
  maskedCardNumber: z.string(),
  bank: bilingual,
  boundAt: instant,
});

export const getProfile = route({
  operationId: 'getProfile',
  capability: 'users',
  method: 'GET',
  path: '/profile',
  access: ['borrower'],
  summary: "One's own profile, masked, and what is still to do",
  responses: {
    200: z.strictObject({
      customerId,
      maskedPhone: z.string(),
      maskedName: z.string().optional(),
      maskedIdNumber: z.string().optional(),
      identity: z.enum(['none', 'cardConfirmed', 'verified']),
      bankCards: z.array(bankCard),
      missingConsents: z.array(purpose),
      /** The latest, where one was asked for. */
      identityReviewId: identityReviewId.optional(),
    }),
  },
  problems: ['not_found'],
});

export const bindBankCard = route({
  operationId: 'bindBankCard',
  capability: 'users',
  method: 'POST',
  path: '/bank-cards',
  access: ['borrower'],
  stepUp: true,
  idempotent: true,
  summary: 'Bind a debit card, confirmed by the bank for the person of the confirmed ID card',
  body: z.strictObject({ cardNumber: z.string().min(8).max(30), phone }),
  responses: { 201: bankCard },
  problems: [
    'consent_missing',
    'identity_incomplete',
    'card_number_invalid',
    'card_already_bound',
    'card_not_verified',
    'unavailable',
  ],
});
