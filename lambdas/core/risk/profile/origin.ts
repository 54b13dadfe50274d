/**
 * Where an application came from: the device of the session and the network of the request. Of the
 * address only its country, its autonomous system and two blind indexes are kept.
 */
import type { DataSource, Timer } from '../../ports/data-source';
import type { Change, Key, Store } from '../../ports/store';
import type { Vault } from '../../ports/vault';
import { type SessionBody, sessionKey } from '../../users/sessions';
import { isPublic, lineOf, parseAddress, subnetOf } from './addresses';
import { askSource, type SourceFinding } from './source-asking';

export type Origin = {
  readonly deviceId?: string;
  readonly deviceIndex?: string;
  /** Of one line: an IPv4 address, an IPv6 /64. */
  readonly ipIndex?: string;
  /** Of its neighbourhood: an IPv4 /24, an IPv6 /48. */
  readonly subnetIndex?: string;
  readonly ip: SourceFinding;
};

export interface OriginServices {
  readonly store: Store;
  readonly vault: Vault;
  readonly ipSource: DataSource;
  readonly timer: Timer;
}

export interface OriginRequest {
  readonly caller: { readonly sessionId: string };
  readonly sourceIp: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export async function readOrigin(
  { store, vault, ipSource, timer }: OriginServices,
  { caller, sourceIp, now }: OriginRequest,
): Promise<Origin> {
  const address = parseAddress(sourceIp);
  const known = address && isPublic(address) ? address : undefined;
  const asking = { subject: known ? { ip: sourceIp } : {}, consents: {}, now };
  const [session, ip, ipIndex, subnetIndex] = await Promise.all([
    store.get<SessionBody>(sessionKey(caller.sessionId)),
    askSource(ipSource, asking, timer),
    known && vault.blindIndex('network', lineOf(known)),
    known && vault.blindIndex('network', subnetOf(known)),
  ]);
  const deviceId = session?.body.deviceId;
  const deviceIndex = deviceId && (await vault.blindIndex('device', deviceId));
  return {
    ...(deviceId && { deviceId }),
    ...(deviceIndex && { deviceIndex }),
    ...(ipIndex && { ipIndex }),
    ...(subnetIndex && { subnetIndex }),
    ip,
  };
}

const keptSeconds = 90 * 86_400;

/** Of an order, until it is decided and a while longer for who asks about the decision. */
export const originKey = (orderId: string): Key => ({
  table: 'risk',
  partition: `ORIGIN#${orderId}`,
  sort: 'STATE',
});

export const keepOrigin = (orderId: string, origin: Origin, nowMillis: number): Change => ({
  kind: 'insert',
  item: {
    key: originKey(orderId),
    body: JSON.parse(JSON.stringify(origin)),
    expiresAtEpochSeconds: Math.floor(nowMillis / 1000) + keptSeconds,
  },
});
