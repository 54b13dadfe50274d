/** The batches of a distributed Map: so many items, or so many bytes, to each child execution. */
import { type Json, type JsonObject, PAYLOAD_LIMIT_BYTES, sizeInBytes } from './json';
import type { ItemBatcher } from './language';
import type { Flow, Iteration } from './records';
import type { Run } from './run';

/** What each child is given: { BatchInput, Items }; the items in order, none left out. */
export async function batched(
  run: Run,
  flow: Flow,
  batcher: ItemBatcher,
  iterations: readonly Iteration[],
): Promise<Iteration[]> {
  const { MaxItemsPerBatch, MaxInputBytesPerBatch, BatchInput } = batcher;
  const limit = (field: string, value: number | string | undefined, otherwise: number) =>
    value === undefined
      ? otherwise
      : run.evaluateInteger(flow, `ItemBatcher/${field}`, value, [1, Number.MAX_SAFE_INTEGER]);
  const mostItems = await limit('MaxItemsPerBatch', MaxItemsPerBatch, iterations.length);
  const mostBytes = await limit(
    'MaxInputBytesPerBatch',
    MaxInputBytesPerBatch,
    PAYLOAD_LIMIT_BYTES,
  );
  const common: JsonObject =
    BatchInput === undefined
      ? {}
      : { BatchInput: await run.evaluate(flow, 'ItemBatcher/BatchInput', BatchInput) };

  const batches: JsonObject[] = [];
  let items: Json[] = [];
  for (const { input } of iterations) {
    const isFull =
      items.length >= mostItems || sizeInBytes({ ...common, Items: [...items, input] }) > mostBytes;
    if (items.length > 0 && isFull) {
      batches.push({ ...common, Items: items });
      items = [];
    }
    items.push(input);
  }
  if (items.length > 0) batches.push({ ...common, Items: items });
  return batches.map((input, Index) => ({ input, item: { Index, Value: input } }));
}
