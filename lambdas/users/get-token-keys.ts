/** The public keys by which anybody can verify an access token of ours. */
import { getTokenKeys } from '../contract/sign-in';
import { openTokenKeys } from '../platform/composition/token-keys';
import { answer, serve } from '../platform/serve';

export const handler = serve(getTokenKeys)
  .using({ tokenKeys: openTokenKeys })
  .with(async (_, { tokenKeys }) => answer(200, { keys: [...(await tokenKeys.published())] }));
