/** What a debit is taken from: a bound card, or a wallet whose owner has signed an agreement. */
import type { Key, Store } from '../ports/store';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { type BankCardBody, type BoundAccounts, bankCardKey } from './rows';
import { type WalletBody, walletKey } from './wallets';

export type SourceName = { readonly bankCardId: string } | { readonly walletId: string };

/** As a request may name it. */
export interface AskedSource {
  readonly bankCardId?: string | undefined;
  readonly walletId?: string | undefined;
}

/** A card is of a bank and known to some channels; a wallet is an account of one channel. */
export type DebitSource = BoundAccounts & { readonly bank?: BankCardBody['bank'] };

export function namedSource({ bankCardId, walletId }: AskedSource): Result<SourceName, Problem> {
  if (bankCardId !== undefined && walletId === undefined) return success({ bankCardId });
  if (walletId !== undefined && bankCardId === undefined) return success({ walletId });
  return failure(oneOfTwo);
}

const oneOfTwo = problem('validation_failed', undefined, [
  { path: 'body.walletId', reason: 'a bank card or a wallet, one of them' },
]);

export const isSameSource = (one: SourceName, other: SourceName): boolean =>
  'walletId' in one
    ? 'walletId' in other && one.walletId === other.walletId
    : 'bankCardId' in other && one.bankCardId === other.bankCardId;

const sourceKey = (customerId: string, name: SourceName): Key =>
  'walletId' in name
    ? walletKey(customerId, name.walletId)
    : bankCardKey(customerId, name.bankCardId);

/** What will be read for a request; nothing where it names none of them, or both. */
export function sourceKeys(customerId: string, asked: AskedSource): readonly Key[] {
  const named = namedSource(asked);
  return named.ok ? [sourceKey(customerId, named.value)] : [];
}

/** The one that a request names. */
export async function findAskedSource(
  store: Pick<Store, 'get'>,
  customerId: string,
  asked: AskedSource,
): Promise<Result<DebitSource, Problem>> {
  const named = namedSource(asked);
  return named.ok ? findSource(store, customerId, named.value) : named;
}

/** The customer's own; a card that was removed and a wallet that is not active are none. */
export async function findSource(
  store: Pick<Store, 'get'>,
  customerId: string,
  name: SourceName,
): Promise<Result<DebitSource, Problem>> {
  const row = await store.get<BankCardBody | WalletBody>(sourceKey(customerId, name));
  if (!row) return failure(problem('not_found'));
  if (!('walletId' in row.body)) return success(row.body);
  const { state, channel, accountToken } = row.body;
  return state === 'active' && accountToken !== undefined
    ? success({ channel, accountToken })
    : failure(problem('wallet_not_active'));
}
