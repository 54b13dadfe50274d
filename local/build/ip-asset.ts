/** Lays beside a bundle what tells the country and the network of an address, offline. */
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { ipDatabaseFiles } from '../../lambdas/adapters/ip-database-source';
import { type NetworkRange, networkTableBytes } from '../../lambdas/adapters/network-table';

/**
 * Writes `ip/` into each folder: the country database as its package has it, and the networks'
 * table made of the package's lines `from,to,number,name` (the names are left out).
 * @returns the size of one of them, in bytes.
 */
export async function stageIpAsset(folders: readonly string[]): Promise<number> {
  const countries = packageFolder('@ip-location-db/geo-whois-asn-country-mmdb');
  const networks = packageFolder('@ip-location-db/asn');
  const four = networkTableBytes(await readRanges(join(networks, 'asn-ipv4-num.csv'), 0n));
  const six = networkTableBytes(await readRanges(join(networks, 'asn-ipv6-num.csv'), 64n));
  const country = join(countries, 'geo-whois-asn-country.mmdb');
  for (const folder of folders) {
    const target = join(folder, 'ip');
    await mkdir(target, { recursive: true });
    await copyFile(country, join(target, ipDatabaseFiles.country));
    await writeFile(join(target, ipDatabaseFiles.networks4), four);
    await writeFile(join(target, ipDatabaseFiles.networks6), six);
  }
  return (await stat(country)).size + four.byteLength + six.byteLength;
}

const packageFolder = (name: string): string => dirname(require.resolve(`${name}/package.json`));

/** @param dropped bits at the end that do not count: an IPv6 range within a /64 is one too many. */
async function readRanges(file: string, dropped: bigint): Promise<NetworkRange[]> {
  const ranges: NetworkRange[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const [from = '', to = '', asn = ''] = line.split(',', 3);
    const range = { from: BigInt(from) >> dropped, to: BigInt(to) >> dropped, asn: Number(asn) };
    const before = ranges.at(-1);
    if (before === undefined || range.from > before.to) ranges.push(range);
  }
  return ranges;
}
