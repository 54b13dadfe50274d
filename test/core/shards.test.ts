/** Shards: ids as they are made fill all of them alike. */
import { createHash } from 'node:crypto';
import { newId } from '../../lambdas/core/identifiers';
import { shardOf } from '../../lambdas/core/shards';

describe('the shards of ids', () => {
  const ids = Array.from({ length: 4_000 }, (_, at) =>
    newId('cus', () => createHash('sha256').update(String(at)).digest().subarray(0, 16)),
  );

  it.each([4, 8, 16])('fill %i alike', (shards) => {
    const counts = new Array<number>(shards).fill(0);
    for (const id of ids) counts[shardOf(id, shards)]! += 1;

    const expected = ids.length / shards;
    expect(Math.min(...counts)).toBeGreaterThan(0.8 * expected);
    expect(Math.max(...counts)).toBeLessThan(1.2 * expected);
  });

  it('stay the same for ever: rows are found by them', () => {
    const id = 'loan_abcdefghijklmnopqrstuvwxya';

    expect([4, 8, 16].map((shards) => shardOf(id, shards))).toEqual([2, 2, 2]);
    expect([4, 8, 16].map((shards) => shardOf('', shards))).toEqual([1, 5, 5]);
  });
});
