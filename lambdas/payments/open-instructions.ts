/** Every instruction without a known end that is old enough to be asked after, by channel. */
import {
  type Instruction,
  type InstructionItem,
  openPartition,
  openShards,
} from '../core/payments/instruction';
import type { Store } from '../core/ports/store';

/** A callback usually comes within seconds: what is younger is left alone. */
const patienceMillis = 5 * 60_000;

export async function openInstructions(
  store: Store,
  now: number,
): Promise<ReadonlyMap<string, readonly Instruction[]>> {
  const to = new Date(now - patienceMillis).toISOString();
  const shards = Array.from({ length: openShards }, (_, shard) => openIn(store, shard, to));
  return Map.groupBy((await Promise.all(shards)).flat(), ({ channel }) => channel);
}

async function openIn(store: Store, shard: number, to: string): Promise<Instruction[]> {
  const found: Instruction[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query<InstructionItem['body']>({
      table: 'payments',
      index: 'index1',
      partition: openPartition(shard),
      sort: { to },
      limit: 1000,
      ...(cursor && { cursor }),
    });
    found.push(...page.items.map(({ body }) => body));
    cursor = page.next;
  } while (cursor);
  return found;
}
