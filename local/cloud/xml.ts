/** Writes the XML in which S3 and the query protocol answer. */

export type XmlValue = string | number | boolean | undefined | XmlMembers;

export interface XmlMembers {
  readonly [name: string]: XmlValue | readonly XmlValue[];
}

/** An element; members that are undefined are left out, a list repeats its element. */
export function xml(name: string, members: XmlMembers, namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${attribute}>${inner(members)}</${name}>`;
}

function inner(members: XmlMembers): string {
  return Object.entries(members)
    .flatMap(([name, value]) => [value].flat().map((one) => element(name, one as XmlValue)))
    .join('');
}

function element(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  const content = typeof value === 'object' ? inner(value) : escapeText(String(value));
  return `<${name}>${content}</${name}>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

const escapeText = (text: string) =>
  text.replace(/[&<>"\r]/g, (character) => entities[character] ?? character);
