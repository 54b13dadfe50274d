/** The verifier of access tokens, for the authorizer. */
import { KmsTokenVerifier } from '../../adapters/kms-token-verifier';
import { tokenRealm } from '../../adapters/token-form';
import { readVariable } from '../../contract/environment';
import type { TokenVerifier } from '../../core/ports/tokens';
import { openTokenKeys } from './token-keys';

export const openTokenVerifier = (): TokenVerifier =>
  new KmsTokenVerifier({ keys: openTokenKeys(), realm: tokenRealm(readVariable('stage')) });
