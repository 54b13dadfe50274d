/** Known devices: a secret that a device was given when it was let in, and shows the next time. */
import { createHash } from 'node:crypto';
import type { Randomness } from '../identifiers';
import type { Change, Key, Store } from '../ports/store';
import { belongings } from './sessions';

export type DeviceBody = {
  readonly customerId: string;
  /** What the device calls itself; the secret counts for nothing under another name. */
  readonly deviceId: string;
  readonly boundAt: string;
  /** Let in by recovery: every session on it waits until then. */
  readonly heldUntilMillis?: number;
};

/** @param deviceHash SHA-256 of the device's secret: 256 random bits need no salt. */
export const deviceKey = (deviceHash: string): Key => ({
  table: 'users',
  partition: `DEVICE#${deviceHash}`,
  sort: 'OWNER',
});

export interface ShownDevice {
  readonly deviceId: string;
  readonly deviceToken?: string | undefined;
}

export type KnownDevice = DeviceBody & { readonly deviceHash: string };

/** The binding that the shown secret stands for, if it was given to a device of this name. */
export async function readDevice(
  store: Store,
  { deviceId, deviceToken }: ShownDevice,
): Promise<KnownDevice | undefined> {
  if (deviceToken === undefined) return undefined;
  const deviceHash = hashOf(deviceToken);
  const row = await store.get<DeviceBody>(deviceKey(deviceHash));
  return row?.body.deviceId === deviceId ? { ...row.body, deviceHash } : undefined;
}

export interface BoundDevice {
  readonly deviceHash: string;
  /** Given to the device once. */
  readonly deviceToken: string;
  readonly change: Change;
}

export function bindDevice(
  binding: Omit<DeviceBody, 'boundAt'>,
  now: number,
  random: Randomness,
): BoundDevice {
  const deviceToken = Buffer.from(random(32)).toString('base64url');
  const deviceHash = hashOf(deviceToken);
  const boundAt = new Date(now).toISOString();
  const body: DeviceBody = { ...binding, boundAt };
  const index1 = {
    partition: belongings(binding.customerId),
    sort: `DEVICE#${boundAt}#${deviceHash}`,
  };
  const item = { key: deviceKey(deviceHash), body, indexes: { index1 } };
  return { deviceHash, deviceToken, change: { kind: 'insert', item } };
}

/** From then on the device is as new as any other. */
export async function forgetDevice(store: Store, deviceHash: string): Promise<void> {
  const row = await store.get<DeviceBody>(deviceKey(deviceHash));
  if (row) await store.commit([{ kind: 'remove', key: row.key, expectedVersion: row.version }]);
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
