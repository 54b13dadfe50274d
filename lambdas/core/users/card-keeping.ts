/**
 * Keeps the pictures of a confirmed card as evidence: after the confirmation was committed, so
 * that nothing is ever locked away of a card that was not. Until then they are held where the
 * forms by which they were sent do not reach.
 */
import type { Pictures } from '../ports/pictures';
import type { Store } from '../ports/store';
import { type Result, success } from '../result';
import { fetchRead, type ReadPictures } from './card-reading';
import { cardSides, heldPictureKey, pictureKey } from './card-upload';
import { readingKey } from './checks';

/** Before the confirmation is committed: afterwards nobody can put others in their place. */
export async function holdCardPictures(
  pictures: Pictures,
  customerId: string,
  read: ReadPictures,
): Promise<Result<void, 'reading_expired'>> {
  const sent = await fetchRead(pictures, customerId, read);
  if (!sent.ok) return sent;
  await Promise.all(
    cardSides.map((side) => {
      const place = pictures.uploaded(heldPictureKey(customerId, read.uploadId, side));
      return pictures.keep(place, sent.value[side]);
    }),
  );
  return success(undefined);
}

/**
 * Harmless when repeated: the reading goes when its pictures are kept.
 * @throws when they are not held any more, or not as they were read: somebody must look
 */
export async function keepCardPictures(
  { store, pictures }: { readonly store: Store; readonly pictures: Pictures },
  customerId: string,
  readingId: string,
): Promise<void> {
  const key = readingKey(customerId, readingId);
  const reading = await store.get<ReadPictures>(key);
  if (!reading) return;
  const { uploadId } = reading.body;
  const held = await fetchRead(pictures, customerId, reading.body, heldPictureKey);
  if (!held.ok) throw new Error('the pictures of a confirmed card are not those that were read');
  await Promise.all(
    cardSides.map((side) => {
      const place = pictures.evidence(pictureKey(customerId, uploadId, side));
      return pictures.keep(place, held.value[side]);
    }),
  );
  await store.commit([{ kind: 'remove', key, expectedVersion: reading.version }]);
}
