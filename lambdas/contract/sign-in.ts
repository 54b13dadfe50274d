/** Signing in by code, gesture or passkey, and the tokens that stand for a session. */
import * as z from 'zod';
import { createdPasskey, creationOptions, requestOptions, usedPasskey } from './passkey-schemas';
import { roles, route } from './route';
import { ceremonyId, challengeId, instant, nothing, phone } from './schemas';

const tokens = z.strictObject({
  /** A customer's id, or a staff member's. */
  customerId: z.string(),
  role: z.string(),
  accessToken: z.string(),
  accessTokenExpiresAt: instant,
  refreshToken: z.string(),
  /** Given once, when this sign-in made the device known: to be kept and shown from then on. */
  deviceToken: z.string().optional(),
});
const deviceId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
const deviceToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** 32 random bytes, base64url. */
const ticket = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const smsCode = z.string().regex(/^\d{6}$/);
/** Dots 1 to 9, row by row, in the order in which they are joined; at least four, none twice. */
export const gesture = z.string().regex(/^(?!.*(.).*\1)[1-9]{4,9}$/);
export const codeSent = z.strictObject({
  challengeId,
  expiresAt: instant,
  resendAfterSeconds: z.int(),
});
export const passkeyLabel = z.string().regex(/^[\p{L}\p{N} ._'-]{1,40}$/u);

/** A passkey's answer to a challenge of `createPasskeyChallenge`. */
export const passkeyUse = z.strictObject({ ceremonyId, answer: usedPasskey });

/** The gateway's models know no alternatives: each is a member, and exactly one is given. */
export const isOneOf = (members: object): boolean =>
  Object.values(members).filter((member) => member !== undefined).length === 1;

const secondFactor = z
  .strictObject({
    gesture: gesture.optional(),
    passkey: passkeyUse.optional(),
    /** Recovers an account whose other factors are lost; what needs a fresh proof waits a day. */
    idNumber: z.string().min(1).max(40).optional(),
  })
  .refine(isOneOf);

export const requestSignInCode = route({
  operationId: 'requestSignInCode',
  capability: 'users',
  method: 'POST',
  path: '/sign-in/codes',
  access: 'public',
  summary: 'Send a sign-in code by SMS, in English if Accept-Language begins so, else in Chinese',
  body: z.strictObject({ phone, deviceId: deviceId.optional() }),
  responses: { 202: codeSent },
  problems: ['too_many_requests', 'unavailable'],
});

export const signIn = route({
  operationId: 'signIn',
  capability: 'users',
  method: 'POST',
  path: '/sign-in/sessions',
  access: 'public',
  summary: 'Sign in with the code, on a new device with a second factor; the first time registers',
  body: z.strictObject({
    challengeId,
    code: smsCode,
    deviceId,
    deviceToken: deviceToken.optional(),
    second: secondFactor.optional(),
  }),
  responses: { 201: tokens },
  problems: [
    'code_wrong',
    'code_expired',
    'code_attempts_exhausted',
    'second_factor_required',
    'second_factor_wrong',
    'gesture_wrong',
    'gesture_locked',
    'passkey_rejected',
    'conflict',
  ],
});

export const signInWithGesture = route({
  operationId: 'signInWithGesture',
  capability: 'users',
  method: 'POST',
  path: '/sign-in/gesture-sessions',
  access: 'public',
  summary: 'Sign in with the gesture password, on a device that is known',
  body: z.strictObject({ deviceId, deviceToken, gesture }),
  responses: { 201: tokens },
  problems: ['device_unknown', 'gesture_wrong', 'gesture_locked', 'conflict'],
});

export const createPasskeyChallenge = route({
  operationId: 'createPasskeyChallenge',
  capability: 'users',
  method: 'POST',
  path: '/sign-in/passkey-challenges',
  access: 'public',
  summary: 'What a passkey is to sign: serves once, to sign in or as a second factor',
  body: nothing,
  responses: {
    201: z.strictObject({ ceremonyId, expiresAt: instant, options: requestOptions }),
  },
});

export const signInWithPasskey = route({
  operationId: 'signInWithPasskey',
  capability: 'users',
  method: 'POST',
  path: '/sign-in/passkey-sessions',
  access: 'public',
  summary: 'Sign in with a passkey, which makes a new device known; the only way for staff',
  body: z.strictObject({
    deviceId,
    deviceToken: deviceToken.optional(),
    ceremonyId,
    answer: usedPasskey,
  }),
  responses: { 201: tokens },
  problems: ['passkey_rejected', 'conflict'],
});

export const startEnrolment = route({
  operationId: 'startEnrolment',
  capability: 'users',
  method: 'POST',
  path: '/sign-in/enrolments',
  access: 'public',
  summary: 'Begin to create the first passkey of a staff member, who has a ticket',
  body: z.strictObject({ ticket }),
  responses: {
    201: z.strictObject({
      ceremonyId,
      expiresAt: instant,
      role: z.string(),
      options: creationOptions,
    }),
  },
  problems: ['ticket_invalid'],
});

export const completeEnrolment = route({
  operationId: 'completeEnrolment',
  capability: 'users',
  method: 'POST',
  path: '/sign-in/enrolments/completion',
  access: 'public',
  summary: 'Keep the staff member’s passkey; the ticket is used up',
  body: z.strictObject({ ticket, ceremonyId, answer: createdPasskey, label: passkeyLabel }),
  responses: { 201: z.strictObject({ staffId: z.string(), role: z.string() }) },
  problems: ['ticket_invalid', 'passkey_rejected'],
});

export const refreshSession = route({
  operationId: 'refreshSession',
  capability: 'users',
  method: 'POST',
  path: '/sign-in/refreshments',
  access: 'public',
  summary: 'Exchange a refresh token for new tokens; each serves once',
  body: z.strictObject({ refreshToken: z.string().min(20).max(200) }),
  responses: { 201: tokens },
  problems: ['unauthenticated'],
});

export const signOut = route({
  operationId: 'signOut',
  capability: 'users',
  method: 'DELETE',
  path: '/sign-in/sessions',
  access: roles,
  summary: 'End this session',
  responses: { 200: nothing },
});

export const getTokenKeys = route({
  operationId: 'getTokenKeys',
  capability: 'users',
  method: 'GET',
  path: '/.well-known/jwks.json',
  access: 'public',
  summary: 'The public keys of access tokens (RFC 7517): those that sign and those that did lately',
  responses: {
    200: z.strictObject({
      keys: z.array(
        z.strictObject({
          kty: z.literal('EC'),
          crv: z.literal('P-256'),
          x: z.string(),
          y: z.string(),
          kid: z.string(),
          alg: z.literal('ES256'),
          use: z.literal('sig'),
        }),
      ),
    }),
  },
});
