/** Reads comma-separated values (RFC 4180): quotes, line ends of either kind, a byte-order mark. */

/** The cells, line by line; the separator is whichever of , ; tab the head line has most of. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const separator = separatorOf(text.slice(start, endOfLine(text, start)));
  const lines: string[][] = [];
  let at = start;
  while (at < text.length) {
    const line: string[] = [];
    at = readLine(text, at, separator, line);
    if (line.length > 1 || line[0] !== '') lines.push(line);
  }
  return lines;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function separatorOf(head: string): string {
  const counts = [',', ';', '\t'].map((mark) => [mark, head.split(mark).length] as const);
  return counts.reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}

/** Appends the cells of one line; answers where the next one begins. */
function readLine(text: string, from: number, separator: string, line: string[]): number {
  let at = from;
  for (;;) {
    const cell = text[at] === '"' ? quotedCell(text, at) : bareCell(text, at, separator);
    line.push(cell.value);
    at = cell.end;
    if (text[at] !== separator) break;
    at += 1;
  }
  return endOfLine(text, at) + 1;
}

interface Cell {
  readonly value: string;
  readonly end: number;
}

function bareCell(text: string, from: number, separator: string): Cell {
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== '\n') end += 1;
  return { value: text.slice(from, end).trim(), end };
}

function quotedCell(text: string, from: number): Cell {
  let value = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    value += text.slice(at, end);
    if (text[end + 1] !== '"') return { value, end: end + 1 };
    value += '"';
    at = end + 2;
  }
}
