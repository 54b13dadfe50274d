/** Wallets: a debit agreement from its start in our app to its end; one of a channel at a time. */
import type { Allowance } from '../allowance';
import { publish } from '../outbox';
import type { AgreementSigning, AgreementState } from '../ports/agreement-signing';
import type { Change, Item, Key, Store } from '../ports/store';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import type { TextsOn } from './consents';
import { isVerified, missingToCollect } from './customer-facts';
import { customerOf } from './partitions';
import { type Customer, customerPartition, type OwnerBody } from './rows';

/** Each asks a provider; who changes their mind has enough. */
export const linkingsPerDay: Allowance = { name: 'wallets', times: 10, perSeconds: 86_400 };

export type WalletBody = {
  readonly walletId: string;
  readonly channel: string;
  readonly state: 'pending' | 'active' | 'ended';
  readonly startedAt: string;
  readonly signedAt?: string;
  readonly endedAt?: string;
  /** What is debited by, while it is active: shown to nobody (docs/decisions/0008). */
  readonly accountToken?: string;
};
export type WalletItem = Item<WalletBody>;

export const walletPrefix = 'WALLET#';

export const walletKey = (customerId: string, walletId: string): Key => ({
  table: 'users',
  partition: customerPartition(customerId),
  sort: `${walletPrefix}${walletId}`,
});

/** The wallet of a channel that was started last: of two starts at once one fails here. */
export const latestWalletKey = (customerId: string, channel: string): Key => ({
  table: 'users',
  partition: customerPartition(customerId),
  sort: `LATEST_WALLET#${channel}`,
});

/** Whose an agreement is: a provider's notice names it alone. */
export const walletOwnerKey = (walletId: string): Key => ({
  table: 'users',
  partition: `WALLET#${walletId}`,
  sort: 'OWNER',
});

/** Who may link one: consented to what it takes, proven, and not linked there already. */
export function mayLink(
  customer: Customer | undefined,
  wallets: readonly WalletItem[],
  channel: string,
  on: TextsOn,
): Result<Customer, Problem> {
  if (!customer) return failure(problem('not_found'));
  const missing = missingToCollect(customer, on, 'privacyPolicy', 'thirdPartySharing');
  if (missing.length > 0) return failure(problem('consent_missing', { missing }));
  if (!isVerified(customer)) return failure(problem('identity_incomplete'));
  const linked = wallets.some(({ body }) => body.channel === channel && body.state === 'active');
  return linked ? failure(problem('wallet_already_linked')) : success(customer);
}

export async function listWallets(store: Store, customerId: string): Promise<WalletItem[]> {
  const partition = customerPartition(customerId);
  const query = { table: 'users', partition, sort: { beginsWith: walletPrefix } } as const;
  return [...(await store.query<WalletBody>(query)).items];
}

/** While it is, its provider would go on knowing of us after everything here was shredded. */
export const hasActiveWallet = async (store: Store, customerId: string): Promise<boolean> =>
  (await listWallets(store, customerId)).some(({ body }) => body.state === 'active');

export const startedWallet = (walletId: string, channel: string, now: number): WalletBody => ({
  walletId,
  channel,
  state: 'pending',
  startedAt: new Date(now).toISOString(),
});

/** Those that a newly started one takes the place of: started as well, and not heard of since. */
export const superseded = (
  wallets: readonly WalletItem[],
  channel: string,
): readonly WalletItem[] =>
  wallets.filter(({ body }) => body.channel === channel && body.state === 'pending');

/**
 * One wallet of a channel at most has not ended: what is still pending ends with the start of the
 * next, in one commit, and whoever starts two at once gets one.
 * @param latest the row at `latestWalletKey`, as it was read
 */
export function keepWallet(
  customerId: string,
  body: WalletBody,
  earlier: readonly WalletItem[] = [],
  latest?: Item,
): readonly Change[] {
  const { walletId, channel, startedAt } = body;
  const newest = { key: latestWalletKey(customerId, channel), body: { walletId } };
  return [
    { kind: 'insert', item: { key: walletKey(customerId, walletId), body } },
    {
      kind: 'insert',
      item: { key: walletOwnerKey(walletId), body: { customerId } satisfies OwnerBody },
    },
    latest
      ? { kind: 'replace', item: newest, expectedVersion: latest.version }
      : { kind: 'insert', item: newest },
    ...earlier.map((wallet) => replacing(wallet, endedBody(wallet.body, startedAt))),
  ];
}

/**
 * What a provider says of an agreement, kept: pending becomes active, either becomes ended, and
 * what has ended stays so, whatever comes late.
 * @returns the wallet as it stands; undefined when somebody else wrote it meanwhile
 */
export async function settleWallet(
  store: Store,
  wallet: WalletItem,
  agreement: AgreementState,
  now: number,
): Promise<WalletBody | undefined> {
  const { state } = wallet.body;
  if (state === 'ended' || state === agreement.state) return wallet.body;
  if (agreement.state === 'ended') return endWallet(store, wallet, agreement.endedAt, now);
  const { signedAt, accountToken } = agreement;
  const body = { ...wallet.body, state: 'active', signedAt, accountToken } as const;
  return (await store.commit([replacing(wallet, body)])).ok ? body : undefined;
}

/**
 * Ended, its number is forgotten; of one that was active those hear who debit by it.
 * @returns undefined when somebody else wrote it meanwhile
 */
export async function endWallet(
  store: Store,
  wallet: WalletItem,
  endedAt: string,
  now: number,
): Promise<WalletBody | undefined> {
  const body = endedBody(wallet.body, endedAt);
  const told = wallet.body.state === 'active' ? [walletEnded(wallet, now)] : [];
  return (await store.commit([replacing(wallet, body), ...told])).ok ? body : undefined;
}

function walletEnded({ key: { partition }, body: { walletId } }: WalletItem, now: number): Change {
  const customerId = customerOf(partition);
  const event = { type: 'WalletEnded', version: 1, data: { customerId, walletId } };
  return publish('users', partition, `wallet-ended-${walletId}`, event, now);
}

const endedBody = ({ accountToken: _, ...body }: WalletBody, endedAt: string): WalletBody => ({
  ...body,
  state: 'ended',
  endedAt,
});

const replacing = ({ key, version }: WalletItem, body: WalletBody): Change => ({
  kind: 'replace',
  item: { key, body },
  expectedVersion: version,
});

/** Asks the provider about one that is pending; of any other we know as much. */
export async function askedWallet(
  store: Store,
  signing: Pick<AgreementSigning, 'query'> | undefined,
  wallet: WalletItem,
  now: number,
): Promise<WalletBody> {
  if (wallet.body.state !== 'pending' || !signing) return wallet.body;
  const found = await signing.query(wallet.body.walletId);
  if (found.outcome !== 'found') return wallet.body;
  return (await settleWallet(store, wallet, found, now)) ?? wallet.body;
}

/** For its owner: that there is one, and nothing by which it could be debited. */
export const walletView = ({ accountToken: _, channel, ...body }: WalletBody) => ({
  ...body,
  channel: channel as 'alipay' | 'wechat-pay',
});
