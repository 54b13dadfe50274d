/** Writes the catalogue of personal data into docs/compliance.md: `npm run compliance`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withCatalogue } from '../local/compliance/catalogue-table';

const file = join(__dirname, '..', 'docs', 'compliance.md');
writeFileSync(file, withCatalogue(readFileSync(file, 'utf8')));
console.log('docs/compliance.md: the catalogue is up to date');
