/** Consumer: what happens after the money is out is looked at for signs of trouble. */
import { profileProviders } from '../platform/composition/data-sources';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { openWarningRules } from '../platform/composition/warning-rules';
import { consume } from '../platform/consume';
import { raiseWarnings } from './raising';
import { observe } from './watching';

export const handler = consume('watchBorrower')
  .using({ ...profileProviders, store: openStore, random: openRandom, rules: openWarningRules })
  .with(async (event, services, moment) => {
    const observed = await observe(services, event, moment);
    if (observed) await raiseWarnings(services, observed, moment);
  });
