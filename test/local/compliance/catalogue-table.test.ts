/** The compliance document says what the catalogue says, and cites only what exists. */
import { existsSync, readFileSync } from 'node:fs';
import { withCatalogue } from '../../../local/compliance/catalogue-table';

const document = readFileSync('docs/compliance.md', 'utf8');

describe('docs/compliance.md', () => {
  it('has the table of the catalogue as it is now: run npm run compliance', () => {
    expect(withCatalogue(document)).toBe(document);
  });

  it('cannot lose the place of the table', () => {
    expect(() => withCatalogue('# Compliance')).toThrow('markers');
  });

  it('names code and tests that exist', () => {
    const paths = [...document.matchAll(/`((?:lambdas|lib|local|test|bin|docs|models)\/[^`*]+)`/g)];
    expect(paths.length).toBeGreaterThan(1);
    const missing = paths.map(([, path]) => path!).filter((path) => !existsSync(path));
    expect(missing).toEqual([]);
  });
});
