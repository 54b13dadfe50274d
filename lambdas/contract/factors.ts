/** What one signs in with, where one is signed in, and proving once more who one is. */
import * as z from 'zod';
import { createdPasskey, creationOptions } from './passkey-schemas';
import { roles, route } from './route';
import { ceremonyId, challengeId, instant, nothing, passkeyId, phone, sessionId } from './schemas';
import { codeSent, gesture, isOneOf, passkeyLabel, passkeyUse, smsCode } from './sign-in';

const factor = z.enum(['sms', 'gesture', 'passkey']);
const passkey = z.strictObject({
  passkeyId,
  label: z.string(),
  addedAt: instant,
  usedAt: instant.optional(),
  /** Copied by its maker to the owner's other devices. */
  isSynchronised: z.boolean(),
});
const typedCode = z.strictObject({ challengeId, code: smsCode });

export const listFactors = route({
  operationId: 'listFactors',
  capability: 'users',
  method: 'GET',
  path: '/factors',
  access: roles,
  summary: 'One’s own factors, and what this session has proven',
  responses: {
    200: z.strictObject({
      startedBy: factor,
      /** Until when what needs a fresh second factor is open; absent: it is not. */
      steppedUpUntil: instant.optional(),
      /** A recovered session waits until then. */
      heldUntil: instant.optional(),
      gesture: z.strictObject({ setAt: instant, isLocked: z.boolean() }).optional(),
      passkeys: z.array(passkey),
    }),
  },
});

export const requestProofCode = route({
  operationId: 'requestProofCode',
  capability: 'users',
  method: 'POST',
  path: '/factors/codes',
  access: ['borrower'],
  summary: 'Send a code to one’s own phone, to prove it once more',
  body: nothing,
  responses: { 202: codeSent },
  problems: ['not_found', 'too_many_requests', 'unavailable'],
});

export const proveFactor = route({
  operationId: 'proveFactor',
  capability: 'users',
  method: 'POST',
  path: '/factors/proofs',
  access: roles,
  summary: 'Prove a factor in this session; another than it began with opens it for five minutes',
  body: z
    .strictObject({
      sms: typedCode.optional(),
      gesture: gesture.optional(),
      passkey: passkeyUse.optional(),
    })
    .refine(isOneOf),
  responses: { 201: z.strictObject({ factor, steppedUpUntil: instant.optional() }) },
  problems: [
    'code_wrong',
    'code_expired',
    'code_attempts_exhausted',
    'gesture_wrong',
    'gesture_locked',
    'passkey_rejected',
    'step_up_on_hold',
    'conflict',
  ],
});

export const setGesturePassword = route({
  operationId: 'setGesturePassword',
  capability: 'users',
  method: 'PUT',
  path: '/factors/gesture',
  access: ['borrower'],
  summary: 'Set or reset the gesture password, within ten minutes of proving another factor',
  body: z.strictObject({ gesture }),
  responses: { 200: z.strictObject({ setAt: instant }) },
  problems: ['step_up_required', 'step_up_on_hold', 'conflict'],
});

export const createPasskeyRegistration = route({
  operationId: 'createPasskeyRegistration',
  capability: 'users',
  method: 'POST',
  path: '/factors/passkey-registrations',
  access: roles,
  summary: 'Begin to create a passkey; needs a fresh second factor if there is one',
  body: nothing,
  responses: {
    201: z.strictObject({ ceremonyId, expiresAt: instant, options: creationOptions }),
  },
  problems: ['step_up_required', 'step_up_on_hold', 'conflict'],
});

export const registerPasskey = route({
  operationId: 'registerPasskey',
  capability: 'users',
  method: 'POST',
  path: '/factors/passkeys',
  access: roles,
  summary: 'Keep the passkey that was created',
  body: z.strictObject({ ceremonyId, answer: createdPasskey, label: passkeyLabel }),
  responses: { 201: passkey },
  problems: ['passkey_rejected'],
});

export const removePasskey = route({
  operationId: 'removePasskey',
  capability: 'users',
  method: 'DELETE',
  path: '/factors/passkeys/{passkeyId}',
  access: roles,
  stepUp: true,
  summary: 'Accept a passkey no longer',
  params: z.strictObject({ passkeyId }),
  owned: { passkeyId: 'passkey' },
  responses: { 200: nothing },
  problems: ['not_found', 'conflict'],
});

export const startPhoneChange = route({
  operationId: 'startPhoneChange',
  capability: 'users',
  method: 'POST',
  path: '/phone-changes',
  access: ['borrower'],
  stepUp: true,
  summary: 'Send a code to the old phone and one to the new',
  body: z.strictObject({ phone }),
  responses: { 202: z.strictObject({ old: codeSent, new: codeSent }) },
  problems: ['not_found', 'too_many_requests', 'unavailable'],
});

export const completePhoneChange = route({
  operationId: 'completePhoneChange',
  capability: 'users',
  method: 'POST',
  path: '/phone-changes/completions',
  access: ['borrower'],
  stepUp: true,
  summary: 'Change the phone, both proven; every other session ends',
  body: z.strictObject({ phone, old: typedCode, new: typedCode }),
  responses: { 200: z.strictObject({ maskedPhone: z.string() }) },
  problems: ['code_wrong', 'code_expired', 'code_attempts_exhausted', 'phone_taken', 'conflict'],
});

export const listSessions = route({
  operationId: 'listSessions',
  capability: 'users',
  method: 'GET',
  path: '/sessions',
  access: roles,
  summary: 'Where one is signed in, latest first',
  responses: {
    200: z.strictObject({
      sessions: z.array(
        z.strictObject({
          sessionId,
          deviceId: z.string(),
          startedBy: factor,
          startedAt: instant,
          refreshedAt: instant,
          expiresAt: instant,
          isThisOne: z.boolean(),
        }),
      ),
    }),
  },
});

export const endSession = route({
  operationId: 'endSession',
  capability: 'users',
  method: 'DELETE',
  path: '/sessions/{sessionId}',
  access: roles,
  summary: 'End a session of one’s own; its device is then as new as any other',
  params: z.strictObject({ sessionId }),
  owned: { sessionId: 'session' },
  responses: { 200: nothing },
  problems: ['not_found'],
});
