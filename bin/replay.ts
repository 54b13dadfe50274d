/** `npm run replay`: decides again what was decided, from its record, and compares bit for bit. */
import { parseArgs } from 'node:util';
import { type IsoDate, parseIsoDate } from '../lambdas/core/calendar';
import type { Store } from '../lambdas/core/ports/store';
import {
  type DecisionRecord,
  decisionKey,
  decisionsOf,
} from '../lambdas/core/risk/decision/decision-record';
import { type Replay, replay } from '../lambdas/core/risk/decision/replay';
import { unusableSentence } from '../lambdas/core/risk/decision/unusable';
import { openPolicies } from '../lambdas/platform/composition/policies';
import {
  type OpenStore,
  type Place,
  type Print,
  placeOf,
  placeOptions,
  placeUsage,
  runOnStore,
} from './shell';

const usage = `Decides again what was decided, from the record alone, and compares bit for bit.

  npm run replay -- --order ID        an order's decision, or ID of a limit's: dec_…
  npm run replay -- --day YYYY-MM-DD  every decision of a day in China
${placeUsage('risk')}

Exit code 0: the same to the last bit. 1: something differs, and where it does first; or cannot
be decided again, because something it was decided by is missing or unreadable.`;

type Row = DecisionRecord & Record<string, never>;

export async function runReplay(
  words: readonly string[],
  open: OpenStore,
  print: Print,
): Promise<0 | 1 | 2> {
  const asked = understand(words);
  if (typeof asked === 'string') {
    print(`replay: ${asked}\n\n${usage}`);
    return 2;
  }
  const store = await open(asked.place);
  const policies = openPolicies(store);
  const counts: Counts = { same: 0, different: 0, notReplayable: 0 };
  for await (const record of recordsOf(store, asked)) {
    const replayed = await replay(policies, record);
    counts[replayed.outcome] += 1;
    if (replayed.outcome !== 'same') print(`${record.subjectId}: ${sentenceOf(replayed)}`);
  }
  const { same, different, notReplayable } = counts;
  if (same + different + notReplayable === 0 && asked.order) {
    print(`${asked.order} was not decided.`);
    return 1;
  }
  print(verdictOf(counts));
  return different + notReplayable === 0 ? 0 : 1;
}

type Counts = Record<Replay['outcome'], number>;

function sentenceOf(replayed: Exclude<Replay, { outcome: 'same' }>): string {
  if (replayed.outcome === 'notReplayable')
    return `cannot be decided again: ${unusableSentence(replayed.unusable)}`;
  const { path, recorded, replayed: now } = replayed.difference;
  return `${path} was ${recorded} and is now ${now}`;
}

const verdictOf = ({ same, different, notReplayable }: Counts): string => {
  const replayed = same + different;
  const verdict = different === 0 ? 'the same to the last bit' : `${different} different`;
  const found = `${replayed} ${replayed === 1 ? 'decision' : 'decisions'} replayed: ${verdict}`;
  if (notReplayable === 0) return `${found}.`;
  return replayed === 0 ? `${notReplayable} not replayable.` : `${found}; ${notReplayable} not.`;
};

interface Asked {
  readonly order?: string;
  readonly day?: IsoDate;
  readonly place: Place;
}

async function* recordsOf(store: Store, { order, day }: Asked): AsyncGenerator<DecisionRecord> {
  if (order) {
    const item = await store.get<Row>(decisionKey(order));
    if (item) yield item.body;
  }
  for (const query of day ? decisionsOf(day) : []) {
    let cursor: string | undefined;
    do {
      const page = await store.query<Row>({ ...query, ...(cursor && { cursor }) });
      for (const { body } of page.items) yield body;
      cursor = page.next;
    } while (cursor);
  }
}

const options = {
  order: { type: 'string' },
  day: { type: 'string' },
  ...placeOptions,
} as const;

/** What is asked for, or in a sentence what is wrong with it. */
function understand(words: readonly string[]): Asked | string {
  try {
    const { values } = parseArgs({ args: [...words], options });
    const { order, day } = values;
    if ((order === undefined) === (day === undefined)) return 'say --order ID or --day YYYY-MM-DD';
    if (order !== undefined && !/^(ord|dec)_[a-z2-7]{26}$/.test(order))
      return 'the order is an id like ord_…';
    const on = day === undefined ? undefined : parseIsoDate(day);
    if (on && !on.ok) return `the day ${on.error.message}`;
    const place = placeOf(values);
    return { place, ...(order && { order }), ...(on?.ok && { day: on.value }) };
  } catch (error) {
    return (error as Error).message;
  }
}

if (require.main === module) {
  runOnStore('replay', 'risk', runReplay);
}
