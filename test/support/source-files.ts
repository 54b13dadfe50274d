/** The repository's own TypeScript, read and parsed: what it imports, how long its parts are. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { parseSync } from '@swc/core';

export interface Import {
  /** As written. */
  readonly specifier: string;
  /** A path from the repository's root, for a file of our own. */
  readonly target?: string;
  readonly typeOnly: boolean;
}

export interface Part {
  readonly name: string;
  readonly firstLine: number;
  readonly lines: number;
}

export interface SourceFile {
  /** From the repository's root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly imports: readonly Import[];
  readonly functions: readonly Part[];
  /** Exported constants, with the whole statement's length. */
  readonly exportedConstants: readonly Part[];
}

export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => read(join(folder, name).replaceAll('\\', '/'))),
  );
}

/** What the parser gives, as far as anything is asked of it. */
interface Node {
  readonly type: string;
  readonly span: { readonly start: number; readonly end: number };
  // biome-ignore lint/suspicious/noExplicitAny: a syntax tree has members of all kinds.
  readonly [member: string]: any;
}

const functionTypes = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
]);

function read(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  // Positions count bytes from wherever the parser is; the semicolon shows where that is.
  const { body } = parseSync(`;${text}`, { syntax: 'typescript', target: 'es2024' });
  const [mark, ...statements] = body as unknown as [Node, ...Node[]];
  const bytes = Buffer.from(`;${text}`);
  const lineAt = (position: number) => countLines(bytes, position - mark.span.start);
  const partOf = (node: Node, name: string): Part => {
    const firstLine = lineAt(node.span.start);
    return { name, firstLine, lines: lineAt(node.span.end) - firstLine + 1 };
  };

  const imports: Import[] = [];
  const functions: Part[] = [];
  for (const statement of statements)
    visit(statement, (node) => {
      const imported = importOf(path, node);
      if (imported) imports.push(imported);
      if (functionTypes.has(node.type)) functions.push(partOf(node, nameOf(node)));
    });
  const exportedConstants = statements
    .filter(({ type, declaration }) => type === 'ExportDeclaration' && declaration.declarations)
    .flatMap((statement) =>
      statement.declaration.declarations.map((each: Node) => partOf(statement, each.id.value)),
    );
  return { path, text, lines: text.split('\n'), imports, functions, exportedConstants };
}

function importOf(path: string, node: Node): Import | undefined {
  if (node.type === 'CallExpression') {
    const isImport =
      node.callee.type === 'Import' ||
      (node.callee.type === 'Identifier' && node.callee.value === 'require');
    const specifier = node.arguments[0]?.expression.value;
    return isImport && typeof specifier === 'string' ? found(path, specifier, false) : undefined;
  }
  const specifier = node.source?.value;
  if (typeof specifier !== 'string') return undefined;
  const names: Node[] = node.specifiers ?? [];
  const everyNameIsType = names.length > 0 && names.every(({ isTypeOnly }) => isTypeOnly === true);
  return found(path, specifier, node.typeOnly === true || everyNameIsType);
}

function found(path: string, specifier: string, typeOnly: boolean): Import {
  if (!specifier.startsWith('.')) return { specifier, typeOnly };
  const target = relative('.', normalize(join(dirname(path), specifier))).replaceAll('\\', '/');
  return { specifier, target, typeOnly };
}

function nameOf(node: Node): string {
  return node.identifier?.value ?? node.key?.value ?? node.type;
}

function visit(node: Node, look: (node: Node) => void): void {
  if (typeof node.type === 'string') look(node);
  for (const member of Object.values(node))
    if (Array.isArray(member)) {
      for (const each of member) if (isNode(each)) visit(each, look);
    } else if (isNode(member)) visit(member, look);
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** The line, from 1, in which a byte stands. */
function countLines(bytes: Buffer, position: number): number {
  let line = 1;
  let at = bytes.indexOf(10);
  while (at !== -1 && at < position) {
    line += 1;
    at = bytes.indexOf(10, at + 1);
  }
  return line;
}
