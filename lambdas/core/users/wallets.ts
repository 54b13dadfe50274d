/** Wallets: a debit agreement from its start in our app to its end, its number sealed. */
import type { Allowance } from '../allowance';
import type { AgreementSigning, AgreementState } from '../ports/agreement-signing';
import type { Change, Item, Key, Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import type { TextsOn } from './consents';
import { isVerified, missingToCollect } from './customer-facts';
import { type Customer, customerPartition, type OwnerBody } from './rows';
import type { Place } from './sealed-records';

/** Each asks a provider; who changes their mind has enough. */
export const linkingsPerDay: Allowance = { name: 'wallets', times: 10, perSeconds: 86_400 };

export type WalletBody = {
  readonly walletId: string;
  readonly channel: string;
  readonly state: 'pending' | 'active' | 'ended';
  readonly startedAt: string;
  readonly signedAt?: string;
  readonly endedAt?: string;
  /** What is debited by, while it is active. */
  readonly sealed?: Uint8Array;
};
export type WalletItem = Item<WalletBody>;

export const walletPrefix = 'WALLET#';

export const walletKey = (customerId: string, walletId: string): Key => ({
  table: 'users',
  partition: customerPartition(customerId),
  sort: `${walletPrefix}${walletId}`,
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

export const keepWallet = (customerId: string, body: WalletBody): readonly Change[] => [
  { kind: 'insert', item: { key: walletKey(customerId, body.walletId), body } },
  {
    kind: 'insert',
    item: { key: walletOwnerKey(body.walletId), body: { customerId } satisfies OwnerBody },
  },
];

/**
 * What a provider says of an agreement, kept: pending becomes active, either becomes ended, and
 * what has ended stays so, whatever comes late.
 * @returns the wallet as it stands; undefined when somebody else wrote it meanwhile
 */
export async function settleWallet(
  { store, vault }: { readonly store: Store; readonly vault: Vault },
  customerId: string,
  wallet: WalletItem,
  agreement: AgreementState,
): Promise<WalletBody | undefined> {
  const { state } = wallet.body;
  if (state === 'ended' || state === agreement.state) return wallet.body;
  if (agreement.state === 'ended') return endWallet(store, wallet, agreement.endedAt);
  const place: Place<'walletAgreement'> = {
    customerId,
    record: 'walletAgreement',
    key: wallet.key,
    version: wallet.version + 1,
  };
  const sealed = await vault.seal(place, { accountToken: agreement.accountToken });
  const { signedAt } = agreement;
  return rewritten(store, wallet, { ...wallet.body, state: 'active', signedAt, sealed });
}

/** Ended, its number is forgotten. */
export function endWallet(
  store: Store,
  wallet: WalletItem,
  endedAt: string,
): Promise<WalletBody | undefined> {
  const { sealed: _, ...body } = wallet.body;
  return rewritten(store, wallet, { ...body, state: 'ended', endedAt });
}

async function rewritten(
  store: Store,
  { key, version }: WalletItem,
  body: WalletBody,
): Promise<WalletBody | undefined> {
  const change = { kind: 'replace', item: { key, body }, expectedVersion: version } as const;
  return (await store.commit([change])).ok ? body : undefined;
}

/** Asks the provider about one that is pending; of any other we know as much. */
export async function askedWallet(
  services: { readonly store: Store; readonly vault: Vault },
  signing: Pick<AgreementSigning, 'query'> | undefined,
  customerId: string,
  wallet: WalletItem,
): Promise<WalletBody> {
  if (wallet.body.state !== 'pending' || !signing) return wallet.body;
  const found = await signing.query(wallet.body.walletId);
  if (found.outcome !== 'found') return wallet.body;
  return (await settleWallet(services, customerId, wallet, found)) ?? wallet.body;
}

/** For its owner: that there is one, and nothing by which it could be debited. */
export const walletView = ({ sealed: _, channel, ...body }: WalletBody) => ({
  ...body,
  channel: channel as 'alipay' | 'wechat-pay',
});
