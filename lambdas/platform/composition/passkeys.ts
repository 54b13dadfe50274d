/** Passkeys of this stage's relying party. */
import { WebauthnPasskeys } from '../../adapters/webauthn-passkeys';
import { readVariable } from '../../contract/environment';
import type { Passkeys } from '../../core/ports/passkeys';

export const openPasskeys = (): Passkeys =>
  new WebauthnPasskeys({
    id: readVariable('relyingPartyId'),
    origins: readVariable('relyingPartyOrigins').split(','),
  });
