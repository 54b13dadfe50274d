/** Signs in with a code; a new device needs a second factor, the first sign-in registers. */
import { signIn } from '../contract/sign-in';
import { success } from '../core/result';
import { readDevice } from '../core/users/devices';
import { enter } from '../core/users/entry';
import { register, subjectOf } from '../core/users/registration';
import { admitNewDevice } from '../core/users/second-factor';
import { checkCode, useUp } from '../core/users/sms-codes';
import { openPasskeys as passkeys } from '../platform/composition/passkeys';
import { openRandom as random } from '../platform/composition/random';
import { openStore as store } from '../platform/composition/store';
import { openTokenIssuer as tokens } from '../platform/composition/token-issuer';
import { openVault as vault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';
import { issueTokens } from './tokens';

export const handler = serve(signIn)
  .using({ store, vault, tokens, passkeys, random })
  .with(async ({ body, now }, services) => {
    const { store, random } = services;
    const checked = await checkCode(services, 'signIn', body, now);
    if (!checked.ok) return refuse(checked.error);

    const { phoneIndex, registration } = checked.value.body;
    const known = await subjectOf(store, phoneIndex);
    const subject = known ?? (registration && { id: registration.customerId, role: 'borrower' });
    if (!subject) return refuse('code_expired');
    const shown = await readDevice(store, body);
    const device = shown?.customerId === subject.id ? shown : undefined;
    const isAdmitted = device !== undefined || known === undefined;
    const admission = isAdmitted
      ? success({})
      : await admitNewDevice(services, subject.id, body.second, now);
    if (!admission.ok) return admission;

    const { deviceId } = body;
    const entrance = { subject, factor: 'sms', deviceId, device } as const;
    const entry = enter({ ...entrance, admission: admission.value }, now, random);
    const isNew = !known && registration;
    const registering = isNew ? register(registration, phoneIndex, now) : [];
    const signedIn = await store.commit([useUp(checked.value), ...entry.changes, ...registering]);
    return signedIn.ok ? answer(201, await issueTokens(services, entry, now)) : refuse('conflict');
  });
