/**
 * A record under its customer's key: bound to customer, kind of record, row and version of the
 * row.
 */
import { catalogued } from '../core/users/catalogue-views';
import type { Place, RecordName, Sealed, SealedRecords } from '../core/users/sealed-records';
import type { UnwrappedKey } from './customer-keys';
import { openEnvelope, sealEnvelope } from './sealed-envelope';

export function sealRecord<R extends RecordName>(
  { version, key }: UnwrappedKey,
  nonce: Uint8Array,
  place: Place<R>,
  content: SealedRecords[R],
): Uint8Array {
  const plaintext = JSON.stringify(catalogued(place.record, content));
  return sealEnvelope(key, version, nonce, placeContext(place), plaintext);
}

/** @throws EnvelopeUnreadable when the blob stands anywhere but where it was sealed for */
export const openRecord = (key: Uint8Array, { blob, ...place }: Sealed): unknown =>
  JSON.parse(openEnvelope(key, placeContext(place), blob).toString('utf8'));

/** An array in JSON is unambiguous: no two different places read alike. */
const placeContext = ({ customerId, record, key, version }: Place): string =>
  JSON.stringify([customerId, record, key.table, key.partition, key.sort, version]);
