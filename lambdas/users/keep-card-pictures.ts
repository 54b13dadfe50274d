/** Consumer: has the pictures of a confirmed card kept as evidence. */
import { keepCardPictures } from '../core/users/card-keeping';
import { openPictures } from '../platform/composition/pictures';
import { openStore } from '../platform/composition/store';
import { consume } from '../platform/consume';

export const handler = consume('keepCardPictures')
  .using({ store: openStore, pictures: openPictures })
  .with(async ({ type, data }, services) => {
    if (type !== 'CardConfirmed') return;
    await keepCardPictures(services, data.customerId, data.readingId);
  });
