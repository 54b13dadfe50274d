/**
 * Keeps the pictures of a confirmed card as evidence: after the confirmation was committed, so
 * that nothing is ever locked away of a card that was not.
 */
import type { Pictures } from '../ports/pictures';
import type { Store } from '../ports/store';
import { fetchRead, type ReadingBody } from './card-reading';
import { cardSides, pictureKey } from './card-upload';
import { readingKey } from './checks';

/**
 * Harmless when repeated: the reading goes when its pictures are kept.
 * @throws when they are not where they were sent to, or no longer what was read: somebody must look
 */
export async function keepCardPictures(
  { store, pictures }: { readonly store: Store; readonly pictures: Pictures },
  customerId: string,
  readingId: string,
): Promise<void> {
  const key = readingKey(customerId, readingId);
  const reading = await store.get<Omit<ReadingBody, 'sealed'>>(key);
  if (!reading) return;
  const { uploadId } = reading.body;
  const sent = await fetchRead(pictures, customerId, reading.body);
  if (!sent.ok) throw new Error('the pictures of a confirmed card are not those that were read');
  await Promise.all(
    cardSides.map((side) => {
      const place = pictures.evidence(pictureKey(customerId, uploadId, side));
      return pictures.keep(place, sent.value[side]);
    }),
  );
  await store.commit([{ kind: 'remove', key, expectedVersion: reading.version }]);
}
