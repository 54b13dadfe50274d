/** The repository keeps to its own rules: who imports whom, how long things are, their names. */
import { type Import, type SourceFile, sourceFiles } from './support/source-files';

const files = sourceFiles('bin', 'lib', 'lambdas', 'local', 'test');
const sources = files.filter(({ path }) => !path.startsWith('test/'));
const lambdas = files.filter(({ path }) => path.startsWith('lambdas/'));

type Layer =
  | 'core'
  | 'contract'
  | 'adapters'
  | 'composition'
  | 'platform'
  | 'handlers'
  | 'lib'
  | 'bin'
  | 'local'
  | 'test'
  | 'models';

/** Who may import whom. A handler's folder is its own: see below. */
const mayImport: Readonly<Record<Layer, readonly Layer[]>> = {
  core: ['core'],
  contract: ['contract', 'core'],
  adapters: ['adapters', 'core'],
  composition: ['composition', 'platform', 'adapters', 'contract', 'core', 'models'],
  platform: ['platform', 'composition', 'adapters', 'contract', 'core'],
  handlers: ['handlers', 'platform', 'composition', 'contract', 'core'],
  lib: ['lib', 'contract'],
  bin: ['bin', 'lib', 'local', 'contract', 'core', 'composition', 'platform', 'adapters', 'models'],
  local: [
    'local',
    'bin',
    'handlers',
    'lib',
    'contract',
    'core',
    'composition',
    'platform',
    'adapters',
    'models',
  ],
  test: [
    'test',
    'bin',
    'local',
    'lib',
    'handlers',
    'platform',
    'composition',
    'adapters',
    'contract',
    'core',
    'models',
  ],
  models: [],
};

/** Packages, by the layers that may use them; for types alone anyone may. */
const packages: Readonly<Partial<Record<Layer, RegExp>>> = {
  core: /^node:crypto$/,
  contract: /^zod$/,
  adapters: /./,
  composition: /^node:(crypto|fs|path)$/,
  platform: /^(node:\w+|zod|@middy\/core|@aws-lambda-powertools\/[\w/-]+)$/,
  handlers: /^(node:crypto|zod)$/,
  lib: /^(node:\w+|aws-cdk-lib(\/.*)?|constructs|cdk-nag|zod)$/,
  bin: /./,
  local: /./,
  test: /./,
};

describe('imports', () => {
  it('go only where the layers allow', () => {
    expect(
      offences(files, (file) =>
        file.imports
          .filter((each) => each.target !== undefined && !isAllowed(file, each))
          .map(({ specifier }) => specifier),
      ),
    ).toEqual([]);
  });

  it('of packages stay with the layers that need them', () => {
    expect(
      offences(files, ({ path, imports }) =>
        imports
          .filter(({ target, typeOnly }) => target === undefined && !typeOnly)
          .map(({ specifier }) => specifier)
          .filter((specifier) => !packages[layerOf(path)]?.test(specifier)),
      ),
    ).toEqual([]);
  });

  it('of zod take the namespace: the other form bundles every locale', () => {
    expect(
      offences(files, ({ text }) => [...text.matchAll(/import (type )?\{[^}]*\} from 'zod'/g)]),
    ).toEqual([]);
  });
});

describe('the core', () => {
  const core = files.filter(({ path }) => path.startsWith('lambdas/core/'));

  it('has no clock, no chance, no environment and no I/O of its own', () => {
    const impure = [
      /Date\.now\(|new Date\(\)|Math\.random|randomBytes|randomUUID/g,
      /\bprocess\.|\bconsole\.|\bset(Timeout|Interval)\(|\b(await|return|=) fetch\(/g,
    ];

    expect(
      offences(core, ({ text }) => impure.flatMap((pattern) => text.match(pattern) ?? [])),
    ).toEqual([]);
  });
});

describe('budgets', () => {
  const longerThan = (lines: number) => (file: SourceFile) =>
    lengthOf(file) > lines ? [`${lengthOf(file)} lines`] : [];
  const within = (pattern: RegExp) => files.filter(({ path }) => pattern.test(path));

  it('allow a stack 80 lines', () => {
    expect(offences(within(/^lib\/[^/]*-stack\.ts$/), longerThan(80))).toEqual([]);
  });

  it('allow a construct 150 lines', () => {
    // The one list of accepted findings grows with the stacks, an entry at a time.
    const constructs = within(/^lib\/(?!acknowledgements\.ts)/);
    expect(offences(constructs, longerThan(150))).toEqual([]);
  });

  it('allow a core file 200 lines', () => {
    expect(offences(within(/^lambdas\/core\//), longerThan(200))).toEqual([]);
  });

  it('allow any file of the product 300 lines', () => {
    expect(offences(within(/^(?!test\/)/), longerThan(300))).toEqual([]);
  });

  it('allow a handler 40 lines', () => {
    expect(
      offences(lambdas, ({ exportedConstants }) =>
        exportedConstants
          .filter(({ name, lines }) => name === 'handler' && lines > 40)
          .map(({ lines }) => `${lines} lines`),
      ),
    ).toEqual([]);
  });

  it('allow a function 70 lines', () => {
    // A suite of tests is one function by form only.
    expect(
      offences(sources, ({ functions }) =>
        functions
          .filter(({ lines }) => lines > 70)
          .map(({ name, firstLine, lines }) => `${name} at line ${firstLine}: ${lines} lines`),
      ),
    ).toEqual([]);
  });

  it('allow a line 100 columns', () => {
    expect(
      offences(files, ({ lines }) =>
        lines.flatMap((line, index) =>
          // A text is never cut in two for its length: the formatter leaves it whole as well.
          columnsOf(line) > 100 && !/['"`].*['"`]|`|^\s*<|^\s*\/[^*/]|^ {2,}\S+ {2,}/.test(line)
            ? [`line ${index + 1}`]
            : [],
        ),
      ),
    ).toEqual([]);
  });
});

describe('names', () => {
  it('of files are kebab-case', () => {
    const kebab = /^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*(\.test|\.d)?\.ts$/;

    expect(offences(files, ({ path }) => (kebab.test(path) ? [] : [path]))).toEqual([]);
  });

  it('say what a thing is: nobody is a util, a helper, a manager or an IThing', () => {
    const file = /(^|[/-])(utils?|helpers?|managers?|common|misc|impl)([-./]|$)/;
    const declared =
      /\b(?:class|interface|type|function) (I[A-Z][a-z]\w*|\w*(?:Manager|Helper|Utils?|Impl))\b/g;
    // The name AWS gave a service is not ours to choose.
    const ours = (text: string) => text.replaceAll(/secrets-manager|SecretsManager/g, 'secrets');

    expect(
      offences(files, ({ path, text }) => [
        ...(file.test(ours(path)) ? [path] : []),
        ...[...ours(text).matchAll(declared)].map(([, name]) => String(name)),
      ]),
    ).toEqual([]);
  });
});

describe('habits', () => {
  it('write no logs past the allow-list', () => {
    expect(offences(lambdas, ({ text }) => text.match(/\bconsole\.\w+/g) ?? [])).toEqual([]);
  });

  it('open each file with what it is for', () => {
    expect(
      offences(sources, ({ text }) => (/^(#!.*\n)?\/\*\*/.test(text) ? [] : ['no sentence'])),
    ).toEqual([]);
  });

  it('leave nothing to be done later', () => {
    // Put together, so that this file keeps to it too.
    const later = new RegExp(`\\b(TO${'DO'}|FIX${'ME'})\\b`);

    expect(offences(files, ({ lines }) => lines.filter((line) => later.test(line)))).toEqual([]);
  });
});

function layerOf(path: string): Layer {
  const [top, second, third] = path.split('/');
  if (top !== 'lambdas') return top as Layer;
  if (second === 'platform' && third === 'composition') return 'composition';
  if (second === 'core' || second === 'contract' || second === 'adapters' || second === 'platform')
    return second;
  return 'handlers';
}

/** Handlers import within their own capability's folder, and nothing deployed imports handlers. */
function isAllowed({ path }: SourceFile, { target = '' }: Import): boolean {
  const [from, to] = [layerOf(path), layerOf(target)];
  if (!mayImport[from].includes(to)) return false;
  return from !== 'handlers' || to !== 'handlers' || folderOf(path) === folderOf(target);
}

const folderOf = (path: string): string => path.split('/').slice(0, 2).join('/');

/** Without the line break at the end. */
const lengthOf = ({ lines }: SourceFile): number => lines.length - 1;

/** Signs, however many bytes they take. */
const columnsOf = (line: string): number => [...line].length;

function offences(
  among: readonly SourceFile[],
  find: (file: SourceFile) => readonly unknown[],
): string[] {
  return among.flatMap((file) => find(file).map((what) => `${file.path}: ${String(what)}`));
}
