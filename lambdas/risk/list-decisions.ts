/** GET /decisions: the decisions of a day, shard by shard. */
import { listDecisions } from '../contract/decisions';
import { parseIsoDate } from '../core/calendar';
import { InvalidCursorError } from '../core/ports/store';
import { type DecisionItem, decisionsOf } from '../core/risk/decision/decision-record';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { decisionSummary } from './decision-view';

export const handler = serve(listDecisions)
  .using({ store: openStore })
  .with(async ({ query: { on, cursor } }, { store }) => {
    const day = parseIsoDate(on);
    if (!day.ok)
      return refuse('validation_failed', undefined, [{ path: 'query.on', reason: 'no_day' }]);
    const shards = decisionsOf(day.value);
    const { shard, within } = placeOf(cursor, shards.length);
    const query = { ...shards[shard]!, ...(within && { cursor: within }) };
    const page = await store.query<DecisionItem['body']>(query);
    const next = page.next ? `${shard}:${page.next}` : shardAfter(shard, shards.length);
    return answer(200, {
      decisions: page.items.map(({ body }) => decisionSummary(body)),
      ...(next && { next }),
    });
  });

const shardAfter = (shard: number, shards: number): string | undefined =>
  shard + 1 < shards ? `${shard + 1}:` : undefined;

/** A cursor names the shard it is in, and the place within it. */
function placeOf(cursor: string | undefined, shards: number) {
  const [, digits, within] = /^(\d+):(.*)$/.exec(cursor ?? '0:') ?? [];
  const shard = Number(digits ?? Number.NaN);
  if (!(shard < shards)) throw new InvalidCursorError('the cursor names no shard');
  return { shard, within };
}
