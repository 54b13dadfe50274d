/** The rotation of keys, for the operator's command. */
import { BranchKeys } from '../../adapters/branch-keys';
import { kmsClient } from '../../adapters/clients/kms';
import { CustomerKeys } from '../../adapters/customer-keys';
import { KeyRotation } from '../../adapters/key-rotation';
import { readVariable } from '../../contract/environment';
import { openRandom } from './random';
import { openStore } from './store';
import { openVault } from './vault';

export function openKeyRotation(): KeyRotation {
  const store = openStore();
  const random = openRandom();
  const keyId = () => readVariable('sealingKey');
  const branchKeys = new BranchKeys({ kms: kmsClient(), store, keyId, now: Date.now });
  const customerKeys = new CustomerKeys({ store, branchKeys, random });
  const vault = openVault();
  return new KeyRotation({ store, vault, branchKeys, customerKeys, random, now: Date.now });
}
