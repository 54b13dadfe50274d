/** The public keys of access tokens: all that are accepted, not only the one that signs. */
import { kmsClient } from '../../adapters/clients/kms';
import { KmsPublicKeys } from '../../adapters/kms-public-keys';
import { readVariable } from '../../contract/environment';

export const openTokenKeys = (): KmsPublicKeys =>
  new KmsPublicKeys({ kms: kmsClient(), keyArns: readVariable('tokenKeys').split(',') });
