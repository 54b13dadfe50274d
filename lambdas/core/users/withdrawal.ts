/**
 * What withdrawing a consent does at once, beside that the routes which need it refuse from
 * then on.
 */
import type { Pictures } from '../ports/pictures';
import type { Change, Item, Store } from '../ports/store';
import { type ProfileBody, profileKey } from './rows';

type FacePictures = Pick<Pictures, 'face' | 'discard'>;

/**
 * Deletes what is held of the face, as the consent's text says. The picture goes first: what
 * fails in between is done again by the next attempt, and never leaves a picture nobody knows of.
 * @returns the change that goes with the withdrawal, if there is a face
 */
export async function forgetFace(
  store: Store,
  pictures: FacePictures,
  customerId: string,
): Promise<Change[]> {
  const profile = await store.get<ProfileBody>(profileKey(customerId));
  return profile ? discardFace(pictures, profile) : [];
}

async function discardFace(
  pictures: FacePictures,
  { key, body, version }: Item<ProfileBody>,
): Promise<Change[]> {
  const { faceKey, ...rest } = body;
  if (!faceKey) return [];
  await pictures.discard(pictures.face(faceKey));
  return [{ kind: 'replace', item: { key, body: rest }, expectedVersion: version }];
}
