/** The forms a piece of plaintext might hide in, and how a text is searched for all of them. */

export interface Needle {
  /** What to call it in a hit, e.g. 'ID number': a report repeats no plaintext. */
  readonly label: string;
  readonly text: string;
}

export interface Found {
  readonly label: string;
  readonly form: string;
}

/** How a text is read before a form is looked for in it. */
type Reading = 'asIs' | 'caseless' | 'plain';

interface Form {
  readonly label: string;
  readonly form: string;
  readonly hidden: string;
  readonly reading: Reading;
}

/** Looks for the needles in text after text, in every form. */
export class PlaintextSearch {
  private readonly forms: readonly Form[];

  constructor(needles: readonly Needle[]) {
    this.forms = needles.flatMap(formsOf);
  }

  /** At most one of each needle and form. */
  in(text: string): Found[] {
    const readings: Partial<Record<Reading, string>> = { asIs: text };
    const found = this.forms.filter(({ hidden, reading }) => {
      readings[reading] ??= reading === 'plain' ? plain(text) : text.toLowerCase();
      return readings[reading].includes(hidden);
    });
    const isRaw = (label: string) =>
      found.some((each) => each.label === label && each.form === 'raw');
    const unique = new Map(
      found
        // What stands there as it is, is so in the plain reading too.
        .filter(({ label, reading }) => reading !== 'plain' || !isRaw(label))
        .map(({ label, form }) => [`${label}|${form}`, { label, form }]),
    );
    return [...unique.values()];
  }
}

function formsOf({ label, text }: Needle): Form[] {
  const bytes = Buffer.from(text, 'utf8');
  const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset));
  const written: [string, Reading, readonly string[]][] = [
    ['raw', 'asIs', [text]],
    ['JSON escapes', 'caseless', differing(text, escaped(text))],
    ['hex', 'caseless', [bytes.toString('hex')]],
    ['URL encoding', 'caseless', differing(text, encodeURIComponent(text))],
    ['base64', 'asIs', base64],
    ['base64url', 'asIs', base64.map((each) => each.replaceAll('+', '-').replaceAll('/', '_'))],
    // Whatever stands between the digits, and however wide they are written.
    ['digits grouped or full-width', 'plain', [plain(text)]],
  ];
  const seen = new Set<string>();
  return written.flatMap(([form, reading, texts]) =>
    texts
      .map((each) => (reading === 'caseless' ? each.toLowerCase() : each))
      .filter((hidden) => {
        const isNew = hidden !== '' && !seen.has(`${reading === 'plain'}${hidden}`);
        seen.add(`${reading === 'plain'}${hidden}`);
        return isNew;
      })
      .map((hidden) => ({ label, form, hidden, reading })),
  );
}

/** Nothing where a form is the text itself. */
const differing = (text: string, form: string): string[] => (form === text ? [] : [form]);

/**
 * Full-width characters as narrow ones, and without spaces, dashes, dots or the like between two
 * characters of a number, or between two Chinese characters: 6222 0200, 139-0000-0001, 张　三.
 */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/(?<=\d)[\s\-‐-―−._/·#()]{1,3}(?=[\dXx])/gu, '')
    .replace(/(?<=\p{Script=Han})[\s·]+(?=\p{Script=Han})/gu, '')
    .toUpperCase();

const escaped = (text: string): string =>
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
