/** The text of one member of a JSON object, byte for byte as it was sent: signatures cover it. */

/** The object that follows `"name":`, or undefined. */
export function memberText(text: string, name: string): string | undefined {
  const at = text.indexOf(`"${name}"`);
  const start = at < 0 ? -1 : text.indexOf('{', at);
  if (start < 0) return undefined;
  let depth = 0;
  let quoted = false;
  for (let index = start; index < text.length; index += 1) {
    const sign = text.charAt(index);
    if (quoted) {
      // An escaped character never ends a string.
      if (sign === '\\') index += 1;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{') depth += 1;
    else if (sign === '}') {
      depth -= 1;
      if (depth === 0) return text.slice(start, index + 1);
    }
  }
  return undefined;
}
