/** The parts of dynalite this folder runs in process; the package ships no types. */

declare module 'dynalite/db/index.js' {
  type Attribute = Readonly<Record<string, unknown>>;
  type Row = Readonly<Record<string, Attribute>>;
  type Callback<T = unknown> = (error: unknown, value?: T) => void;

  interface KeyElement {
    readonly AttributeName: string;
    readonly KeyType: 'HASH' | 'RANGE';
  }
  interface IndexDescription {
    readonly IndexName: string;
    readonly KeySchema: readonly KeyElement[];
    readonly Projection: { readonly ProjectionType?: string };
  }
  interface TableDescription {
    readonly TableName: string;
    readonly TableArn: string;
    readonly KeySchema: readonly KeyElement[];
    readonly AttributeDefinitions: readonly Readonly<Record<string, string>>[];
    readonly GlobalSecondaryIndexes?: readonly IndexDescription[];
    readonly LocalSecondaryIndexes?: readonly IndexDescription[];
    readonly [member: string]: unknown;
  }
  /** A key range as dynalite's actions ask for it, without the prefix of the table. */
  interface Range {
    gt?: string;
    gte?: string;
    lt?: string;
    lte?: string;
    reverse?: boolean;
    limit?: number;
  }
  interface RowDatabase {
    get(key: string, done: Callback<Row>): void;
    put(key: string, row: Row, done: Callback): void;
    del(key: string, done: Callback): void;
    lock(key: string, run: (release: <T>(done: Callback<T>) => Callback<T>) => void): void;
    createValueStream(range: Range): NodeJS.ReadableStream;
  }
  interface TableDatabase {
    readonly awsAccountId: string;
    readonly awsRegion: string;
    get(name: string, done: Callback): void;
    put(name: string, description: TableDescription, done: Callback): void;
    lock: RowDatabase['lock'];
  }
  /** What dynalite's actions need of a store. */
  interface View {
    readonly options: Readonly<Record<string, number>>;
    readonly tableDb: TableDatabase;
    getTable(name: string, done: Callback<TableDescription>): void;
    getTable(name: string, ready: boolean, done: Callback<TableDescription>): void;
    getItemDb(table: string): RowDatabase;
    getIndexDb(kind: string, table: string, index: string): RowDatabase;
  }
  type Stored = [key: string, value: unknown];
  type Write = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };
  interface Level {
    open(): Promise<void>;
    close(): Promise<void>;
    getSync(key: string): unknown;
    batch(writes: readonly Write[]): Promise<void>;
    iterator(range: Range): AsyncIterable<Stored>;
    values(range: Range): AsyncIterable<unknown>;
  }
  interface Failure extends Error {
    readonly statusCode: number;
    readonly body: {
      readonly __type: string;
      readonly message?: string;
      readonly Message?: string;
    };
  }

  export function create(options: { path?: string }): { readonly db: Level };
  export function validateKey(key: Row, table: TableDescription): Failure | undefined;
  export function validateItem(row: Row, table: TableDescription): Failure | undefined;
  export function createKey(row: Row, table: TableDescription): string;
  export function createIndexKey(
    row: Row,
    table: TableDescription,
    schema: readonly KeyElement[],
  ): string;
  export function checkConditional(request: unknown, row: Row | undefined): Failure | undefined;
}

declare module 'dynalite/validations/index.js' {
  export function checkTypes(input: unknown, types: unknown): Record<string, unknown>;
  export function checkValidations(
    request: unknown,
    types: unknown,
    custom: unknown,
    view: unknown,
  ): void;
}

declare module 'dynalite/validations/*.js' {
  export const types: unknown;
  export const custom: unknown;
}

declare module 'dynalite/actions/*.js' {
  import type { Callback, View } from 'dynalite/db/index.js';

  const action: (view: View, request: unknown, done: Callback<Record<string, unknown>>) => void;
  export default action;
}
