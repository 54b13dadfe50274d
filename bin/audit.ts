/** `npm run audit -- --verify`: proves that no entry of the audit trail was touched. */
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { Store } from '../lambdas/core/ports/store';
import { type HeadBody, headKey, subjects } from '../lambdas/core/users/audit-chain';
import { type Finding, verifyChain } from '../lambdas/core/users/audit-verification';
import { type OpenStore, type Print, placeOf, placeOptions, placeUsage, runOnStore } from './shell';

const usage = `Checks the audit trail, entry by entry: none was changed, removed or inserted.

  npm run audit -- --verify                  every chain there is
  npm run audit -- --verify --customer ID    one customer's, or one staff member's
  npm run audit -- --anchor FILE             writes down where every chain ends now
  npm run audit -- --verify --against FILE   and that every chain still leads through there
${placeUsage('users')}

Whoever can write the table can write a whole chain anew. Keep anchors where they cannot write.`;

/** Answers the exit code: 0 untouched or written down, 1 something was found, 2 not understood. */
export async function runAudit(
  words: readonly string[],
  open: OpenStore,
  print: Print,
): Promise<0 | 1 | 2> {
  const asked = understand(words);
  if (typeof asked === 'string') {
    print(`audit: ${asked}\n\n${usage}`);
    return 2;
  }
  const store = await open(asked.place);
  if (asked.anchor !== undefined) {
    print(`${await writeAnchors(store, asked.anchor)} chains written down.`);
    return 0;
  }
  const anchors = asked.against === undefined ? new Map() : await readAnchors(asked.against);
  return verifyAll(store, asked.customer, anchors, print);
}

async function verifyAll(
  store: Store,
  customer: string | undefined,
  anchors: ReadonlyMap<string, HeadBody>,
  print: Print,
): Promise<0 | 1> {
  let [entries, found] = [0, 0];
  const seen = new Set<string>();
  const verify = async (subjectId: string): Promise<void> => {
    const verified = await verifyChain(store, subjectId, anchors.get(subjectId));
    seen.add(subjectId);
    entries += verified.entries;
    found += verified.findings.length;
    for (const finding of verified.findings) print(`${subjectId}: ${sentenceOf(finding)}`);
  };
  if (customer) await verify(customer);
  else {
    for await (const subjectId of subjects(store)) await verify(subjectId);
    // A chain that is gone as a whole is known only from what was written down.
    for (const subjectId of anchors.keys()) if (!seen.has(subjectId)) await verify(subjectId);
  }
  const verdict = found === 0 ? 'untouched' : `${found} found`;
  print(`${entries} entries in ${seen.size} chains: ${verdict}.`);
  return found === 0 ? 0 : 1;
}

const sentenceOf = ({ what, sequence, through }: Finding): string =>
  sequence === through
    ? `entry ${sequence} was ${what}`
    : `entries ${sequence} to ${through} were ${what}`;

/** A line for each chain: whose, how many entries, the hash of the last. */
async function writeAnchors(store: Store, file: string): Promise<number> {
  const out = createWriteStream(file, { flags: 'wx' });
  let written = 0;
  for await (const subjectId of subjects(store)) {
    const head = await store.get<HeadBody>(headKey(subjectId));
    if (!head) continue;
    out.write(`${subjectId} ${head.body.sequence} ${head.body.hash}\n`);
    written += 1;
  }
  out.end();
  await finished(out);
  return written;
}

async function readAnchors(file: string): Promise<Map<string, HeadBody>> {
  const anchors = new Map<string, HeadBody>();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const [, subjectId, sequence, hash] = /^(\S+) (\d+) ([0-9a-f]{64})$/.exec(line) ?? [];
    if (!subjectId || !hash) throw new Error(`${file} is no file of anchors`);
    anchors.set(subjectId, { sequence: Number(sequence), hash });
  }
  return anchors;
}

const options = {
  verify: { type: 'boolean' },
  customer: { type: 'string' },
  anchor: { type: 'string' },
  against: { type: 'string' },
  ...placeOptions,
} as const;

/** What is asked for, or in a sentence what is wrong with it. */
function understand(words: readonly string[]) {
  try {
    const { values } = parseArgs({ args: [...words], options });
    if (Boolean(values.verify) === (values.anchor !== undefined))
      return 'say --verify or --anchor FILE';
    const isId = values.customer === undefined || /^(cus|stf)_[a-z2-7]{26}$/.test(values.customer);
    const place = placeOf(values);
    return isId ? { ...values, place } : 'the customer is an id like cus_…';
  } catch (error) {
    return (error as Error).message;
  }
}

if (require.main === module) {
  runOnStore('audit', 'users', runAudit);
}
