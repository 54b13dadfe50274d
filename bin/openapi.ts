/** Writes docs/reference/openapi.json from the contract: `npm run openapi`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { routes } from '../lambdas/contract/routes';
import { openApiDocument } from '../local/openapi/document';

const file = join(__dirname, '..', 'docs', 'reference', 'openapi.json');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(openApiDocument(routes), null, 2)}\n`);
console.log(`docs/reference/openapi.json: ${routes.length} operations`);
