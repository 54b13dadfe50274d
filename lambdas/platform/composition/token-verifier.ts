/** The verifier of access tokens, for the authorizer. */
import { kmsClient } from '../../adapters/clients/kms';
import { KmsTokenVerifier } from '../../adapters/kms-token-verifier';
import { tokenRealm } from '../../adapters/token-form';
import { readVariable } from '../../contract/environment';
import type { TokenVerifier } from '../../core/ports/tokens';

export const openTokenVerifier = (): TokenVerifier =>
  new KmsTokenVerifier({
    kms: kmsClient(),
    keyArn: readVariable('tokenKey'),
    realm: tokenRealm(readVariable('stage')),
  });
