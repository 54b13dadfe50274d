/** Letting somebody in: the session that begins, and the device that becomes known with it. */
import type { Randomness } from '../identifiers';
import type { Change } from '../ports/store';
import { bindDevice, type KnownDevice } from './devices';
import type { Factor } from './proofs';
import type { Admission } from './second-factor';
import { type SessionBody, startSession } from './sessions';

export interface Entrance {
  readonly subject: { readonly id: string; readonly role: string };
  readonly factor: Factor;
  readonly deviceId: string;
  /** Absent: the device is new, and becomes known if the subject is a customer. */
  readonly device?: KnownDevice | undefined;
  readonly admission?: Admission;
}

export interface Entry {
  readonly session: SessionBody;
  readonly refreshToken: string;
  readonly deviceToken?: string;
  readonly changes: readonly Change[];
}

export function enter(entrance: Entrance, now: number, random: Randomness): Entry {
  const { subject, deviceId, device, admission, factor } = entrance;
  const isNew = device === undefined && subject.role === 'borrower';
  const heldUntilMillis = device?.heldUntilMillis ?? admission?.heldUntilMillis;
  const binding = { customerId: subject.id, deviceId, ...(heldUntilMillis && { heldUntilMillis }) };
  const bound = isNew ? bindDevice(binding, now, random) : undefined;
  const { session, refreshToken, change } = startSession(
    {
      subject,
      factor,
      deviceId,
      deviceHash: bound?.deviceHash ?? device?.deviceHash,
      alsoProven: admission?.proven,
      heldUntilMillis,
    },
    now,
    random,
  );
  return {
    session,
    refreshToken,
    ...(bound && { deviceToken: bound.deviceToken }),
    changes: bound ? [change, bound.change] : [change],
  };
}
