/** Decides about an entry of a list and keeps what was decided, with the answer. */

import type { Change, Store } from '../core/ports/store';
import type { Problem, ProblemCode } from '../core/problem';
import { type Result, success } from '../core/result';
import type { Listing, ListName } from '../core/risk/lists/listing';
import { type ListingItem, listingKey, writeListing } from '../core/risk/lists/listing-rows';
import { refuse } from '../platform/serve';
import { listingView } from './listing-view';

interface Reply {
  readonly status: 201;
  readonly body: ReturnType<typeof listingView>;
}

interface Asked {
  readonly params: { readonly list: ListName; readonly listedId: string };
  readonly remember: (reply: Reply) => readonly Change[];
}

export async function changeListing(
  store: Store,
  { params: { list, listedId }, remember }: Asked,
  decide: (listing: Listing) => Result<Listing, ProblemCode>,
): Promise<Result<Reply, Problem>> {
  const item = await store.get<ListingItem['body']>(listingKey(list, listedId));
  if (!item) return refuse('not_found');
  const decided = decide(item.body);
  if (!decided.ok) return refuse(decided.error);
  const reply: Reply = { status: 201, body: listingView(decided.value) };
  const written = await store.commit([writeListing(item, decided.value), ...remember(reply)]);
  return written.ok ? success(reply) : refuse('conflict');
}
