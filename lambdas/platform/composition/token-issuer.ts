/** The issuer of access tokens, for the functions that sign people in. */
import { kmsClient } from '../../adapters/clients/kms';
import { KmsTokenIssuer } from '../../adapters/kms-token-issuer';
import { tokenRealm } from '../../adapters/token-form';
import { readVariable } from '../../contract/environment';
import type { TokenIssuer } from '../../core/ports/tokens';

export const openTokenIssuer = (): TokenIssuer =>
  new KmsTokenIssuer({
    kms: kmsClient(),
    keyArn: readVariable('tokenKey'),
    realm: tokenRealm(readVariable('stage')),
  });
