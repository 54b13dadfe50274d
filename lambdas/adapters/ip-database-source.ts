/** The data source of addresses: country and autonomous system, from files beside the function. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CountryResponse, open } from 'maxmind';
import type { DataSource, SourceAnswer } from '../core/ports/data-source';
import { isPublic, parseAddress } from '../core/risk/profile/addresses';
import { NetworkTable } from './network-table';

/** What lies in the folder; `local/build/ip-asset.ts` puts it there. */
export const ipDatabaseFiles = {
  country: 'country.mmdb',
  networks4: 'networks-4.bin',
  networks6: 'networks-6.bin',
} as const;

/** This database's own form, flatter than MaxMind's. */
type CountryRecord = { readonly country_code?: unknown } | null;

/** Read once, when first asked, and kept while the function is warm. */
export function ipDatabaseSource(folder: () => string): DataSource {
  let opened: ReturnType<typeof openDatabases> | undefined;
  return {
    name: 'ip',
    version: 'ip-location-db-2.3.2026061719',
    timeoutMillis: 2_000,
    policy: 'refer',
    needs: ['ip'],
    ask: async ({ subject }) => {
      opened ??= openDatabases(folder());
      // Files that cannot be read may be readable the next time.
      opened.catch(() => {
        opened = undefined;
      });
      return lookUp(await opened, subject.ip ?? '');
    },
  };
}

async function openDatabases(folder: string) {
  const { country, networks4, networks6 } = ipDatabaseFiles;
  const [countries, four, six] = await Promise.all([
    open<CountryResponse>(join(folder, country)),
    readFile(join(folder, networks4)),
    readFile(join(folder, networks6)),
  ]);
  return { countries, networks: { 4: new NetworkTable(four), 6: new NetworkTable(six) } };
}

type Databases = Awaited<ReturnType<typeof openDatabases>>;

function lookUp({ countries, networks }: Databases, ip: string): SourceAnswer {
  const address = parseAddress(ip);
  if (!address || !isPublic(address)) return { outcome: 'answered', values: {} };
  const { family, bits } = address;
  const country = (countries.get(ip) as CountryRecord)?.country_code;
  const asn = networks[family].find(family === 4 ? bits : bits >> 64n);
  return {
    outcome: 'answered',
    values: {
      ...(typeof country === 'string' && { ipCountry: country }),
      ...(asn !== undefined && { ipAsn: asn }),
    },
  };
}
