/** The registry of data sources that are asked about an applicant: one line each. */
import { join } from 'node:path';
import { ipDatabaseSource } from '../../adapters/ip-database-source';
import { sandboxSource } from '../../adapters/sandbox-source';
import { secretMember } from '../../adapters/secret-value';
import { realTimer } from '../../adapters/timer';
import { readVariable } from '../../contract/environment';
import type { DataSource, Timer } from '../../core/ports/data-source';
import { openConsentTexts } from './consent-texts';
import { openVault } from './vault';

/** All that are asked when an application is decided. */
function openDataSources(): readonly DataSource[] {
  const options = {
    url: () => readVariable('dataSourcesUrl'),
    signingKey: secretMember(() => readVariable('dataSourcesSecret'), 'sourcesKey'),
    now: Date.now,
  };
  return [
    sandboxSource('carrier', options),
    sandboxSource('bureau', options),
    sandboxSource('commerce', options),
    sandboxSource('device', options),
  ];
}

/** The one that is asked when an application comes: its files lie beside the bundle. */
const openIpSource = (): DataSource => ipDatabaseSource(() => join(__dirname, 'ip'));

const timer = (): Timer => realTimer;

/** What a handler needs to put a profile together, and to keep where an application came from. */
export const profileProviders = {
  vault: openVault,
  sources: openDataSources,
  timer,
  texts: openConsentTexts,
};
export const originProviders = { vault: openVault, ipSource: openIpSource, timer };
