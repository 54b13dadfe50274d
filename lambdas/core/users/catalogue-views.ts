/** What the catalogue makes of a sealed record: what is sealed, shown on a screen, and exported. */
import { type Field, sealedFields } from './catalogue';
import { masks } from './masks';
import type { RecordName, SealedRecords } from './sealed-records';

type Content = Readonly<Record<string, string | undefined>>;

const fieldsOf = (record: RecordName): Readonly<Record<string, Field>> => sealedFields[record];

/**
 * The record's content, field by field of the catalogue.
 * @throws for a field that the catalogue does not have: nothing is kept that it does not know
 */
export function catalogued<R extends RecordName>(
  record: R,
  content: SealedRecords[R],
): SealedRecords[R] {
  const fields = fieldsOf(record);
  for (const name in content) {
    if (!Object.hasOwn(fields, name)) throw new Error(`the catalogue has no ${record}.${name}`);
  }
  return content;
}

export type Masked<R extends RecordName> = { readonly [F in keyof SealedRecords[R]]: string };

/** Every field as a screen may show it. */
export function masked<R extends RecordName>(record: R, content: SealedRecords[R]): Masked<R> {
  const fields = fieldsOf(record);
  const shown = Object.entries(content as unknown as Content).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, masks[fields[name]!.mask](value)]],
  );
  return Object.fromEntries(shown);
}

export interface ExportedField {
  /** For example identity.name. */
  readonly field: string;
  readonly name: Field['name'];
  readonly class: Field['class'];
  readonly value: string;
}

/** The record's fields for their owner, as far as the catalogue lets them go. */
export function exported<R extends RecordName>(
  record: R,
  content: SealedRecords[R],
): ExportedField[] {
  const values = content as unknown as Content;
  return Object.entries(fieldsOf(record)).flatMap(([field, entry]) => {
    const value = values[field];
    if (value === undefined || entry.exported === 'never') return [];
    const shown = entry.exported === 'plain' ? value : masks[entry.mask](value);
    return [{ field: `${record}.${field}`, name: entry.name, class: entry.class, value: shown }];
  });
}
