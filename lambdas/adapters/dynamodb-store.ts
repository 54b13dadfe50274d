/** The Store on DynamoDB: a conditional write for one change, a transaction for several. */
import { createHash, randomUUID } from 'node:crypto';
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type KeysAndAttributes,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type {
  Body,
  Change,
  Conflict,
  Item,
  Key,
  Page,
  Query,
  SortRange,
  Store,
  TableName,
} from '../core/ports/store';
import { failure, type Result, success } from '../core/result';
import { deleteOf, putOf, transactItem, updateOf } from './dynamodb-change';
import { type Patience, patience, persist, RowsLeftError, reasonsOf } from './dynamodb-retry';
import { indexAttributes, itemOf, keyAttributes, type Row } from './dynamodb-row';
import { decodeCursor, encodeCursor } from './query-cursor';
import { type Bounds, compareText } from './sort-range';
import {
  checkChanges,
  checkKey,
  checkKeys,
  checkQuery,
  defaultLimit,
  keyOfChange,
  textOfKey,
} from './store-requests';

export interface DynamoDbStoreOptions {
  /** To be made with `maxAttempts: 1`: the store repeats requests itself. */
  readonly client: DynamoDBClient;
  /** Physical names of the tables this function may use. */
  readonly tables: Partial<Record<TableName, string>>;
  readonly patience?: Patience;
  /** Makes a transaction's token when the caller names none. */
  readonly newToken?: () => string;
}

export class DynamoDbStore implements Store {
  private readonly client: DynamoDBClient;
  private readonly tables: Partial<Record<TableName, string>>;
  private readonly patience: Patience;
  private readonly newToken: () => string;

  constructor(options: DynamoDbStoreOptions) {
    this.client = options.client;
    this.tables = options.tables;
    this.patience = options.patience ?? patience;
    this.newToken = options.newToken ?? randomUUID;
  }

  async get<B = Body>(key: Key): Promise<Item<B> | undefined> {
    checkKey(key);
    const command = new GetItemCommand({
      TableName: this.physicalName(key.table),
      Key: keyAttributes(key),
      ConsistentRead: true,
    });
    const { Item: row } = await this.persist(true, () => this.client.send(command));
    return row && itemOf<B>(key.table, row);
  }

  async getMany<B = Body>(keys: readonly Key[]): Promise<readonly (Item<B> | undefined)[]> {
    checkKeys(keys);
    const found = new Map<string, Item<B>>();
    let left = requestOf(keys, (table) => this.physicalName(table));
    const logical = new Map(keys.map(({ table }) => [this.physicalName(table), table]));
    const readLeft = async (): Promise<void> => {
      const answer = await this.client.send(new BatchGetItemCommand({ RequestItems: left }));
      for (const [name, rows] of Object.entries(answer.Responses ?? {}))
        for (const row of rows) {
          const item = itemOf<B>(logical.get(name) as TableName, row);
          found.set(textOfKey(item.key), item);
        }
      left = answer.UnprocessedKeys ?? {};
      // What does not fit or is throttled is left over without an error.
      if (Object.keys(left).length > 0) throw new RowsLeftError('rows were left over');
    };
    await this.persist(true, readLeft);
    return keys.map((key) => found.get(textOfKey(key)));
  }

  async query<B = Body>(query: Query): Promise<Page<B>> {
    checkQuery(query);
    const position = decodeCursor(query);
    const condition = keyCondition(query);
    if (!condition) return { items: [] };
    const limit = query.limit ?? defaultLimit;
    // One more than asked tells whether there is a next page.
    const rows = await this.readRows(
      {
        ...condition,
        TableName: this.physicalName(query.table),
        ...(query.index ? { IndexName: query.index } : { ConsistentRead: true }),
        ScanIndexForward: query.descending !== true,
        ...(position && { ExclusiveStartKey: startRow(query, position) }),
      },
      limit + 1,
    );
    const items = rows.slice(0, limit).map((row) => itemOf<B>(query.table, row));
    const last = items.at(-1);
    if (rows.length <= limit || !last) return { items };
    const index = query.index && last.indexes?.[query.index];
    return { items, next: encodeCursor(query, { key: last.key, ...(index ? { index } : {}) }) };
  }

  async commit(changes: readonly Change[], token?: string): Promise<Result<void, Conflict>> {
    checkChanges(changes);
    const [only] = changes;
    // A token protects a transaction only, so that a commit with one is always a transaction.
    return only && changes.length === 1 && token === undefined
      ? this.commitOne(only)
      : this.commitTogether(changes, token ?? this.newToken());
  }

  private async commitOne(change: Change): Promise<Result<void, Conflict>> {
    if (change.kind === 'require') return this.check(change);
    const send = this.writing(change);
    try {
      // Versions make a second effect impossible, except for an addition.
      await this.persist(change.kind !== 'add', send);
      return success(undefined);
    } catch (error) {
      if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
      return failure({ code: 'conflict', failed: [0] });
    }
  }

  private writing(change: Exclude<Change, { kind: 'require' }>): () => Promise<unknown> {
    const name = this.physicalName(keyOfChange(change).table);
    if (change.kind === 'remove') {
      const command = new DeleteItemCommand(deleteOf(change, name));
      return () => this.client.send(command);
    }
    if (change.kind === 'add') {
      const command = new UpdateItemCommand(updateOf(change, name));
      return () => this.client.send(command);
    }
    const command = new PutItemCommand(putOf(change, name));
    return () => this.client.send(command);
  }

  /** Nothing is to be written: a read costs a quarter of a transaction. */
  private async check(
    change: Extract<Change, { kind: 'require' }>,
  ): Promise<Result<void, Conflict>> {
    const item = await this.get(change.key);
    return (item?.version ?? 'absent') === change.version
      ? success(undefined)
      : failure({ code: 'conflict', failed: [0] });
  }

  private async commitTogether(
    changes: readonly Change[],
    token: string,
  ): Promise<Result<void, Conflict>> {
    const command = {
      TransactItems: changes.map((change) =>
        transactItem(change, this.physicalName(keyOfChange(change).table)),
      ),
      ClientRequestToken: requestToken(token),
    };
    try {
      await this.persist(true, () => this.client.send(new TransactWriteItemsCommand(command)));
      return success(undefined);
    } catch (error) {
      const failed = reasonsOf(error).flatMap(({ Code }, at) =>
        Code === 'ConditionalCheckFailed' ? [at] : [],
      );
      if (failed.length === 0) throw error;
      return failure({ code: 'conflict', failed });
    }
  }

  /** DynamoDB ends a page after 1 MB: pages are put together until there are enough rows. */
  private async readRows(input: QueryCommandInput, count: number): Promise<Row[]> {
    const rows: Row[] = [];
    let start = input.ExclusiveStartKey;
    do {
      const command = new QueryCommand({
        ...input,
        Limit: count - rows.length,
        ...(start && { ExclusiveStartKey: start }),
      });
      const page = await this.persist(true, () => this.client.send(command));
      rows.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start && rows.length < count);
    return rows;
  }

  /** Checked here, as the client's settings come asynchronously. */
  private async persist<T>(repeatable: boolean, send: () => Promise<T>): Promise<T> {
    // The SDK repeats after every lost answer, without knowing that an addition would count twice
    // and that an insert would find itself.
    if ((await this.client.config.maxAttempts()) !== 1) {
      throw new Error('the client of a DynamoDbStore is made with maxAttempts: 1');
    }
    return persist(send, repeatable, this.patience);
  }

  private physicalName(table: TableName): string {
    const name = this.tables[table];
    if (name === undefined) throw new Error(`this function was given no table for ${table}`);
    return name;
  }
}

/** Keys by table, as DynamoDB wants to be asked. */
function requestOf(keys: readonly Key[], nameOf: (table: TableName) => string) {
  const request: Record<string, KeysAndAttributes> = {};
  for (const key of keys) {
    const name = nameOf(key.table);
    const before = request[name]?.Keys ?? [];
    request[name] = { Keys: [...before, keyAttributes(key)], ConsistentRead: true };
  }
  return request;
}

/** The row a page ended with, by the attributes DynamoDB wants to go on from. */
function startRow(query: Query, position: NonNullable<ReturnType<typeof decodeCursor>>): Row {
  const key = keyAttributes(position.key);
  return query.index && position.index
    ? { ...key, ...indexAttributes(query.index, position.index) }
    : key;
}

/** Undefined when no row can be in the range: DynamoDB refuses such a question. */
function keyCondition({ index, partition, sort = {} as SortRange }: Query) {
  const [pk, sk] = index ? [`${index}pk`, `${index}sk`] : ['pk', 'sk'];
  const { beginsWith = '', from = '', to }: Bounds = sort;
  if (to !== undefined && (to === '' || compareText(from, to) > 0)) return undefined;
  const values: Row = { ':partition': { S: partition } };
  let range = '';
  if (beginsWith !== '') {
    values[':prefix'] = { S: beginsWith };
    range = ` AND begins_with(${sk}, :prefix)`;
  } else {
    if (from !== '') values[':from'] = { S: from };
    if (to !== undefined) values[':to'] = { S: to };
    if (from !== '' && to !== undefined) range = ` AND ${sk} BETWEEN :from AND :to`;
    else if (from !== '') range = ` AND ${sk} >= :from`;
    else if (to !== undefined) range = ` AND ${sk} <= :to`;
  }
  return {
    KeyConditionExpression: `${pk} = :partition${range}`,
    ExpressionAttributeValues: values,
  };
}

/** DynamoDB takes 36 characters; a longer token is replaced by its hash. */
const requestToken = (token: string): string =>
  token.length <= 36 && token.length > 0
    ? token
    : createHash('sha256').update(token).digest('base64url').slice(0, 36);
