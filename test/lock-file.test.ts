/** The lock file installs on every platform the packages know, and names no registry. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
}

const lock = JSON.parse(readFileSync(join(__dirname, '..', 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};

describe('the lock file', () => {
  it('holds every optional package it speaks of: npm ci refuses a lock with gaps', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter((name) => !isLocked(path, name)),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry', () => {
    const named = Object.entries(lock.packages).filter(([, { resolved }]) => resolved);
    expect(named).toEqual([]);
  });
});

/** In the package's own node_modules or in one of those above it. */
function isLocked(path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
    const prefix = folder === '' ? '' : `${folder}/`;
    if (`${prefix}node_modules/${name}` in lock.packages) return true;
    if (folder === '') return false;
    if (!folder.includes('/node_modules/')) return `node_modules/${name}` in lock.packages;
  }
}
