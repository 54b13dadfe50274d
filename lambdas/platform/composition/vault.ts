/** The vault over the keys and the users table this function was granted. */
import { kmsClient } from '../../adapters/clients/kms';
import { KmsVault } from '../../adapters/kms-vault';
import { readVariable } from '../../contract/environment';
import type { Vault } from '../../core/ports/vault';
import { openRandom } from './random';
import { openStore } from './store';

/**
 * A key that was not granted is missed when it is used: some functions only seal, some only
 * look up.
 */
export const openVault = (): Vault =>
  new KmsVault({
    kms: kmsClient(),
    store: openStore(),
    sealingKeyId: () => readVariable('sealingKey'),
    blindIndexKeyId: () => readVariable('blindIndexKey'),
    random: openRandom(),
    now: Date.now,
  });
