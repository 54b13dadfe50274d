/** Spreads rows over the shards of an index, so that no partition takes a whole day's traffic. */

const offset = 2_166_136_261;
const prime = 16_777_619;

/**
 * FNV-1a over the whole id, from 0 up to the number of shards. Its last character alone would leave
 * most shards empty: of an id's 128 bits it holds three, as base 32 fills it up with zeros.
 */
export function shardOf(id: string, shards: number): number {
  let hash = offset;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), prime);
  return (hash >>> 0) % shards;
}
