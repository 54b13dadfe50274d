/** The tables: made from a template's AWS::DynamoDB::Table properties, kept in the database. */

import { isDeepStrictEqual } from 'node:util';
import type { Row, TableDescription, View } from 'dynalite/db/index.js';
import { createKey, validateItem, validateKey } from 'dynalite/db/index.js';
import { AwsError } from '../cloud/service';
import { type Database, layout, under } from './database';
import { asAwsError, parse, run } from './engine';

export interface Account {
  readonly region: string;
  readonly accountId: string;
}

export interface Table {
  readonly description: TableDescription;
  /** For example NEW_AND_OLD_IMAGES; absent without a stream. */
  readonly streamView?: string;
  /** The attribute that holds the epoch second after which a row may be dropped. */
  readonly timeToLiveAttribute?: string;
}

export const tableArn = (account: Account, name: string) =>
  `arn:aws:dynamodb:${account.region}:${account.accountId}:table/${name}`;

/** AWS labels a stream with the instant it was switched on; a fixed one keeps ARNs predictable. */
const streamLabel = '2026-01-01T00:00:00.000';

export const streamArn = (account: Account, name: string) =>
  `${tableArn(account, name)}/stream/${streamLabel}`;

export class Tables {
  private readonly tables = new Map<string, Table>();

  constructor(
    private readonly database: Database,
    private readonly account: Account,
  ) {}

  async load(): Promise<void> {
    for await (const [, value] of this.database.iterator(under(layout.table('')))) {
      const table = value as Table;
      this.tables.set(table.description.TableName, table);
    }
  }

  names(): string[] {
    return [...this.tables.keys()].sort();
  }

  /** @throws AwsError ResourceNotFoundException */
  get(name: unknown): Table {
    const table = this.tables.get(String(name));
    if (!table) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
    return table;
  }

  /** Whether the table is there already, in the same shape. @throws Error when in another. */
  has(properties: Record<string, unknown>): boolean {
    const existing = this.tables.get(String(properties.TableName))?.description;
    if (!existing) return false;
    const wanted = [keysOf(properties), indexesOf(properties)];
    if (isDeepStrictEqual(wanted, [keysOf(existing), indexesOf(existing)])) return true;
    throw new Error(
      `The stored data has other keys or indexes for table ${existing.TableName}: ` +
        'start with an empty data folder.',
    );
  }

  /** @param properties of CloudFormation or of the API; members unknown to dynalite are ignored. */
  async create(properties: Record<string, unknown>, now: number): Promise<Table> {
    const request = parse('CreateTable', properties);
    const { TableDescription: created } = await run('CreateTable', this.creatingView(), request);
    const name = String(properties.TableName);
    const stream = properties.StreamSpecification as Record<string, unknown> | undefined;
    const streamView = stream?.StreamEnabled === false ? undefined : stream?.StreamViewType;
    const table: Table = {
      description: {
        ...(JSON.parse(JSON.stringify(created)) as TableDescription),
        TableStatus: 'ACTIVE',
        CreationDateTime: now / 1000,
        ...(streamView === undefined ? {} : this.streamMembers(name, streamView)),
      },
      ...(streamView === undefined ? {} : { streamView: String(streamView) }),
      ...timeToLive(properties.TimeToLiveSpecification),
    };
    await this.save(table);
    return table;
  }

  /** @throws AwsError ResourceNotFoundException */
  async setTimeToLive(name: unknown, specification: unknown): Promise<void> {
    const { timeToLiveAttribute: _, ...table } = this.get(name);
    await this.save({ ...table, ...timeToLive(specification) });
  }

  private async save(table: Table): Promise<void> {
    const name = table.description.TableName;
    await this.database.batch([{ type: 'put', key: layout.table(name), value: table }]);
    this.tables.set(name, table);
  }

  private streamMembers(name: string, view: unknown) {
    return {
      StreamSpecification: { StreamEnabled: true, StreamViewType: view },
      LatestStreamArn: streamArn(this.account, name),
      LatestStreamLabel: streamLabel,
    };
  }

  /** Lets dynalite build the description; it is kept by `save`, not by dynalite. */
  private creatingView(): View {
    const refuse = () => {
      throw new Error('creating a table touches no rows');
    };
    return {
      options: { createTableMs: 0 },
      tableDb: {
        awsAccountId: this.account.accountId,
        awsRegion: this.account.region,
        get: (name, done) => done(null, this.tables.get(name)?.description),
        put: (_name, _description, done) => done(null),
        lock: (_key, act) => act((done) => done),
      },
      getTable: refuse,
      getItemDb: refuse,
      getIndexDb: refuse,
    };
  }
}

/** The row's place in the database. @throws AwsError when the key does not fit the table's. */
export function placeOf(table: Table, row: Row, isWholeRow: boolean): string {
  const refusal = (isWholeRow ? validateItem : validateKey)(row, table.description);
  if (refusal) throw asAwsError(refusal);
  return createKey(row, table.description);
}

/** The key attributes of a row. */
export function keyOf(table: Table, row: Row): Row {
  const names = table.description.KeySchema.map((key) => key.AttributeName);
  return Object.fromEntries(names.map((name) => [name, row[name] ?? {}]));
}

function timeToLive(specification: unknown): Pick<Table, 'timeToLiveAttribute'> {
  const { AttributeName, Enabled } = (specification ?? {}) as Record<string, unknown>;
  const isOn = (Enabled === true || Enabled === 'true') && typeof AttributeName === 'string';
  return isOn ? { timeToLiveAttribute: AttributeName } : {};
}

type Shape = Record<string, unknown>;

const keysOf = (table: Shape) =>
  (table.KeySchema as Shape[]).map((key) => `${key.KeyType} ${key.AttributeName}`);

const indexesOf = (table: Shape) =>
  ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].map((kind) =>
    ((table[kind] ?? []) as Shape[])
      .map((index) => [index.IndexName, keysOf(index), projectionOf(index)])
      .sort((one, other) => (String(one[0]) < String(other[0]) ? -1 : 1)),
  );

const projectionOf = (index: Shape) => {
  const projection = index.Projection as Shape;
  return [projection.ProjectionType, projection.NonKeyAttributes ?? []];
};
