/** Looks for plaintext everywhere the cloud keeps anything, in every form it might hide in. */
import type { Cloud } from './cloud';
import { type Found, type Needle, PlaintextSearch } from './plaintext-forms';

export type { Needle } from './plaintext-forms';

export interface Hit extends Found {
  /** For example 'item users', 'log /aws/lambda/…', 'object evidence/cards/1'. */
  readonly place: string;
}

/** What is searched of the cloud: a part of Cloud, so that tests can hand in less. */
export type Searched = Pick<
  Cloud,
  'dynamodb' | 'logs' | 'stepFunctions' | 'buckets' | 'deadLetters'
>;

/** At most one hit for each needle, place and form. Metrics are log lines. */
export async function searchPlaintext(cloud: Searched, needles: readonly Needle[]): Promise<Hit[]> {
  const search = new PlaintextSearch(needles);
  const hits = new Map<string, Hit>();
  const look = (place: string, text: string) => {
    for (const found of search.in(text)) {
      hits.set(`${found.label}|${place}|${found.form}`, { ...found, place });
    }
  };
  for await (const { source, json } of cloud.dynamodb.scanEverything()) look(source, json);
  for (const group of cloud.logs.names()) {
    look('name of a log group', group);
    for (const { line } of cloud.logs.lines(group)) look(`log ${group}`, line);
  }
  for (const record of cloud.stepFunctions.records()) {
    look(`execution ${record.name}`, JSON.stringify(record));
  }
  for (const { bucket, head, body } of cloud.buckets.everything()) {
    const place = `object ${bucket}/${head.key}`;
    look('name of a bucket', bucket);
    look(place, JSON.stringify(head));
    // A picture of an ID card shows what is printed on it: that is what it is kept for.
    if (head.contentType.startsWith('image/')) continue;
    look(place, body.toString('latin1'));
    look(place, body.toString('utf8'));
  }
  for (const letter of cloud.deadLetters) {
    look(`dead letter of ${letter.functionName}`, JSON.stringify(letter));
  }
  return [...hits.values()];
}
