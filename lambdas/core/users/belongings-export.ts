/** Sessions, passkeys and known devices in the copy of one's data: ids and times, no secret. */
import type { Item } from '../ports/store';
import type { DeviceBody } from './devices';
import type { PasskeyBody } from './passkeys';
import type { SessionBody } from './sessions';

/** @param items what `listBelongings` found. */
export const belongingsOf = (items: readonly Item[]) => ({
  sessions: startingWith<SessionBody>(items, 'SESSION#').map(({ body }) => ({
    sessionId: body.sessionId,
    deviceId: body.deviceId,
    startedAt: body.startedAt,
    refreshedAt: body.refreshedAt,
    expiresAt: new Date(body.expiresAtMillis).toISOString(),
  })),
  passkeys: startingWith<PasskeyBody>(items, 'PASSKEY#').map(({ body }) => ({
    passkeyId: body.passkeyId,
    label: body.label,
    addedAt: body.addedAt,
    ...(body.usedAt && { usedAt: body.usedAt }),
  })),
  devices: startingWith<DeviceBody>(items, 'DEVICE#').map(({ body }) => ({
    deviceId: body.deviceId,
    boundAt: body.boundAt,
  })),
});

const startingWith = <B>(items: readonly Item[], prefix: string) =>
  items.filter(({ key }) => key.partition.startsWith(prefix)) as unknown as readonly Item<B>[];
