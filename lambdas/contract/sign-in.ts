/** Signing in: codes, sessions and the tokens that stand for them. */
import * as z from 'zod';
import { roles, route } from './route';
import { challengeId, instant, nothing, phone } from './schemas';

export const tokens = z.strictObject({
  customerId: z.string(),
  role: z.string(),
  accessToken: z.string(),
  accessTokenExpiresAt: instant,
  refreshToken: z.string(),
  /** Given once, when this sign-in made the device known: it is what the next one shows. */
  deviceToken: z.string().optional(),
});
export const deviceId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
export const deviceToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
export const smsCode = z.string().regex(/^\d{6}$/);
export const codeSent = z.strictObject({
  challengeId,
  expiresAt: instant,
  resendAfterSeconds: z.int(),
});

export const requestSignInCode = route({
  operationId: 'requestSignInCode',
  capability: 'users',
  method: 'POST',
  path: '/sign-in/codes',
  access: 'public',
  summary: 'Send a sign-in code by SMS, in the language asked for (zh unless en)',
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
  summary: 'Sign in with the code; the first sign-in registers the borrower',
  body: z.strictObject({ challengeId, code: smsCode, deviceId }),
  responses: { 201: tokens },
  problems: ['code_wrong', 'code_expired', 'code_attempts_exhausted', 'conflict'],
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
