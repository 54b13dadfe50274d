/** The catalogue of personal data as a table for docs/compliance.md, between its two markers. */
import {
  type Field,
  loggedFields,
  otherFields,
  retentions,
  sealedFields,
} from '../../lambdas/core/users/catalogue';

const begin = '<!-- catalogue: written by `npm run compliance` -->';
const end = '<!-- end of the catalogue -->';

/** The document with its table as the catalogue is now. */
export function withCatalogue(document: string): string {
  const [before, rest] = document.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error('docs/compliance.md has lost the markers of the catalogue');
  }
  return `${before}${begin}\n\n${catalogueTable()}\n${end}${after}`;
}

export function catalogueTable(): string {
  const sealed = Object.entries(sealedFields).flatMap(([record, fields]) =>
    Object.entries(fields).map(([name, field]): [string, Field] => [`${record}.${name}`, field]),
  );
  return [
    '| Field | Meaning | Class | Kept | How long | On a screen | Export |',
    '|---|---|---|---|---|---|---|',
    ...[...sealed, ...Object.entries(otherFields)].map(rowOf),
    '',
    `Log lines may have these members and no other: ${Object.keys(loggedFields).join(', ')}.`,
    '',
  ].join('\n');
}

function rowOf([name, field]: readonly [string, Field]): string {
  const { en, zh } = field.name;
  const shown = field.mask === 'hidden' ? 'nothing' : `masked (${field.mask})`;
  const cells = [
    `\`${name}\``,
    `${en} ${zh}`,
    field.class,
    field.kept,
    retentions[field.retention],
    field.mask === 'none' ? 'as it is' : shown,
    field.exported,
  ];
  return `| ${cells.join(' | ')} |`;
}
