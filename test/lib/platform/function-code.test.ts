import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtCode } from '../../../lib/platform/function-code';

describe('built code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sunlend-bundles-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says what is missing and what to do', () => {
    expect(() => builtCode(folder)('signIn')).toThrow(
      `There is no bundle of signIn in ${folder}: run "npm run build".`,
    );
  });

  it('is the folder of the operation', () => {
    mkdirSync(join(folder, 'signOut'));
    writeFileSync(join(folder, 'signOut', 'index.js'), 'exports.handler = 0;');

    expect(builtCode(folder)('signOut')).toMatchObject({ path: join(folder, 'signOut') });
  });
});
