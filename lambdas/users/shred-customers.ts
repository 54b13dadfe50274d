/**
 * Schedule, at night: shreds the customers whose day has come, unless something stands against
 * it.
 */
import { isScheduled, readDeletion } from '../core/users/account-closing';
import { dueDeletions, type Shredding, shred } from '../core/users/shredding';
import { openPictures } from '../platform/composition/pictures';
import { openStore } from '../platform/composition/store';
import { openVault } from '../platform/composition/vault';
import { describeError, logger } from '../platform/observability';
import { schedule } from '../platform/schedule';

export const handler = schedule('shredCustomers')
  .using({ store: openStore, vault: openVault, pictures: openPictures })
  .with(async (services, { now, today }) => {
    const counted: Record<Shredding, number> = { shredded: 0, held: 0, hindered: 0 };
    let failed = 0;
    for await (const { customerId } of dueDeletions(services.store, today)) {
      const deletion = await readDeletion(services.store, customerId);
      if (!isScheduled(deletion) || deletion.body.shredsOn > today) continue;
      try {
        counted[await shred(services, deletion, now)] += 1;
      } catch (error) {
        // One customer who cannot be shredded tonight never keeps the others.
        failed += 1;
        logger.error('not shredded', { operationId: 'shredCustomers', ...describeError(error) });
      }
    }
    // Run again in a while, and in the end a dead letter that somebody has to look at.
    if (failed > 0) throw new Error(`${failed} customers were not shredded`);
    return counted;
  });
