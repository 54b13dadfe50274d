/** WebAuthn's JSON forms, as browsers make and take them (WebAuthn level 3, section 5). */
import * as z from 'zod';

const base64url = z.string().regex(/^[A-Za-z0-9_-]{1,8192}$/);
const transport = z.string().max(20);

const credential = {
  id: base64url.max(1400),
  rawId: base64url.max(1400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.string().max(20).optional(),
  clientExtensionResults: z.looseObject({}),
};

/** What `PublicKeyCredential.toJSON()` gives after creating; members we do not need are dropped. */
export const createdPasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(transport).optional(),
  }),
});

/** What it gives after using. */
export const usedPasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional(),
  }),
});

const descriptor = z.object({
  id: base64url,
  type: z.string(),
  transports: z.array(transport).optional(),
});

/** For `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export const creationOptions = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: base64url, name: z.string(), displayName: z.string() }),
  challenge: base64url,
  pubKeyCredParams: z.array(z.object({ type: z.string(), alg: z.int() })),
  timeout: z.int(),
  excludeCredentials: z.array(descriptor),
  authenticatorSelection: z.object({
    residentKey: z.string(),
    requireResidentKey: z.boolean(),
    userVerification: z.string(),
  }),
  attestation: z.string(),
});

/** For `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export const requestOptions = z.object({
  rpId: z.string(),
  challenge: base64url,
  timeout: z.int(),
  userVerification: z.string(),
});
