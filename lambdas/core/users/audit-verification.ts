/** Checks an audit chain link by link: nothing in it was changed, removed or inserted. */
import type { Store } from '../ports/store';
import {
  genesisHash,
  type HeadBody,
  headKey,
  type LinkBody,
  linkHash,
  linkKey,
  linksOf,
} from './audit-chain';

export interface Finding {
  readonly what: 'changed' | 'removed' | 'inserted';
  /** The entry's number; of removed ones the first and the last that are missing. */
  readonly sequence: number;
  readonly through: number;
}

export interface Verified {
  readonly entries: number;
  readonly findings: readonly Finding[];
}

/**
 * The head is read last: it accounts for every entry, whatever was appended meanwhile.
 * @param anchor what the head was when it was last written down elsewhere. Who can write the table
 * can write a whole chain anew, hashes and all; not so that it leads through a head kept elsewhere.
 */
export async function verifyChain(
  store: Store,
  subjectId: string,
  anchor?: HeadBody,
): Promise<Verified> {
  const findings: Finding[] = [];
  let previous: HeadBody = { sequence: 0, hash: genesisHash(subjectId) };
  let entries = 0;
  for await (const { key, body, version } of linksOf(store, subjectId)) {
    entries += 1;
    const { sequence } = body;
    // A row under another key than its number's was put there by somebody else.
    if (key.sort !== linkKey(subjectId, sequence).sort) {
      findings.push(finding('inserted', sequence));
      continue;
    }
    const isNext = sequence === previous.sequence + 1;
    if (!isNext) findings.push(finding('removed', previous.sequence + 1, sequence - 1));
    if (isChanged(subjectId, body, version)) findings.push(finding('changed', sequence));
    // This one is as it was written and names another before it: that one is not.
    else if (isNext && body.previousHash !== previous.hash)
      findings.push(finding('changed', Math.max(1, sequence - 1)));
    previous = { sequence, hash: body.hash };
    if (sequence === anchor?.sequence && body.hash !== anchor.hash)
      findings.push(finding('changed', sequence));
  }
  if (anchor && anchor.sequence > previous.sequence)
    findings.push(finding('removed', previous.sequence + 1, anchor.sequence));
  return { entries, findings: unique([...findings, ...(await endOf(store, subjectId, previous))]) };
}

const finding = (what: Finding['what'], sequence: number, through = sequence): Finding => ({
  what,
  sequence,
  through,
});

/** A row of version 2 was written again, whatever it says now. */
const isChanged = (subjectId: string, body: LinkBody, version: number): boolean =>
  version !== 1 || body.hash !== linkHash(subjectId, body);

/** What the head knows of the end of the chain. */
async function endOf(store: Store, subjectId: string, last: HeadBody): Promise<Finding[]> {
  const head = await store.get<HeadBody>(headKey(subjectId));
  if (!head) return last.sequence === 0 ? [] : [finding('removed', last.sequence + 1)];
  const { sequence, hash } = head.body;
  if (sequence < last.sequence) return [finding('inserted', sequence + 1, last.sequence)];
  if (sequence === last.sequence)
    return hash === last.hash ? [] : [finding('changed', Math.max(1, sequence))];
  // Appended while the chain was read, or cut off.
  const isThere = await store.get(linkKey(subjectId, last.sequence + 1));
  return isThere ? [] : [finding('removed', last.sequence + 1, sequence)];
}

const unique = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((each) => [`${each.what} ${each.sequence}`, each])).values(),
];
