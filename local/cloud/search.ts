/** Looks for plaintext everywhere the cloud keeps anything, in every form it might hide in. */
import type { Cloud } from './cloud';

export interface Needle {
  /** What to call it in a hit, e.g. 'ID number': a report repeats no plaintext. */
  readonly label: string;
  readonly text: string;
}

export interface Hit {
  readonly label: string;
  /** For example 'item users', 'log /aws/lambda/…', 'object evidence/cards/1'. */
  readonly place: string;
  /** raw, JSON escapes, base64, hex or URL encoding. */
  readonly form: string;
}

interface Form {
  readonly label: string;
  readonly form: string;
  readonly text: string;
}

/** What is searched of the cloud: a part of Cloud, so that tests can hand in less. */
export type Searched = Pick<
  Cloud,
  'dynamodb' | 'logs' | 'stepFunctions' | 'buckets' | 'deadLetters'
>;

/** At most one hit for each needle, place and form. */
export async function searchPlaintext(cloud: Searched, needles: readonly Needle[]): Promise<Hit[]> {
  const forms = needles.flatMap(formsOf);
  const hits = new Map<string, Hit>();
  const look = (place: string, text: string) => {
    for (const { label, form, text: hidden } of forms) {
      const isCaseless = form === 'hex' || form === 'URL encoding';
      const found = isCaseless
        ? text.toLowerCase().includes(hidden.toLowerCase())
        : text.includes(hidden);
      if (found) hits.set(`${label}|${place}|${form}`, { label, place, form });
    }
  };
  for await (const { source, json } of cloud.dynamodb.scanEverything()) look(source, json);
  for (const group of cloud.logs.names()) {
    for (const { line } of cloud.logs.lines(group)) look(`log ${group}`, line);
  }
  for (const record of cloud.stepFunctions.records()) {
    look(`execution ${record.name}`, JSON.stringify(record));
  }
  for (const { bucket, head, body } of cloud.buckets.everything()) {
    const place = `object ${bucket}/${head.key}`;
    look(place, JSON.stringify(head));
    // A picture of an ID card shows what is printed on it: that is what it is kept for.
    if (!head.contentType.startsWith('image/')) look(place, body.toString('latin1'));
    if (!head.contentType.startsWith('image/')) look(place, body.toString('utf8'));
  }
  for (const letter of cloud.deadLetters) {
    look(`dead letter of ${letter.functionName}`, JSON.stringify(letter));
  }
  return [...hits.values()];
}

function formsOf({ label, text }: Needle): Form[] {
  const bytes = Buffer.from(text, 'utf8');
  const forms: Record<string, readonly string[]> = {
    raw: [text],
    'JSON escapes': [escaped(text)],
    hex: [bytes.toString('hex')],
    'URL encoding': [encodeURIComponent(text)],
    base64: [0, 1, 2].map((offset) => base64At(bytes, offset)),
    base64url: [0, 1, 2].map((offset) =>
      base64At(bytes, offset).replaceAll('+', '-').replaceAll('/', '_'),
    ),
  };
  const seen = new Set<string>();
  return Object.entries(forms).flatMap(([form, texts]) =>
    texts
      .filter((hidden) => hidden !== '' && !seen.has(hidden) && seen.add(hidden))
      .map((hidden) => ({ label, form, text: hidden })),
  );
}

const escaped = (text: string) =>
  text.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The characters of base64 that depend on nothing but these bytes, when others come before. */
function base64At(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const whole = Math.floor(((offset + bytes.length) * 8) / 6);
  return encoded.slice(Math.ceil((offset * 8) / 6), whole);
}
