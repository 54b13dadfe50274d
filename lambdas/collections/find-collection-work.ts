/** Workflow step: which shards have something to be done today, and which calls to ask after. */
import * as z from 'zod';
import { collectionShards, dueUntil } from '../core/collections/case-record';
import { pendingCalls } from '../core/collections/contact-record';
import { openStore } from '../platform/composition/store';
import { task } from '../platform/task';

export const handler = task('findCollectionWork', z.object({}))
  .using({ store: openStore })
  .with(async (_, { store }, { today }) => {
    const shards = Array.from({ length: collectionShards }, (__, shard) => shard);
    const hasWork = await Promise.all(
      shards.map(async (shard) => {
        const [due, pending] = await Promise.all([
          store.query(dueUntil(shard, today, 1)),
          store.query(pendingCalls(shard, 1)),
        ]);
        return due.items.length + pending.items.length > 0;
      }),
    );
    return { shards: shards.filter((shard) => hasWork[shard]) };
  });
