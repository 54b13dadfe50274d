/** The DynamoDB of the laptop: dynalite's rules on one LevelDB, with transactions and streams. */
import type { Clock } from '../clock';
import { AwsError, type JsonService, type ServiceCall } from '../cloud/service';
import { consumedCapacity, sumUsages, totalUnits, type Usage } from './capacity';
import { Commits, type Step } from './commits';
import { type Database, openDatabase, under } from './database';
import { Draft } from './draft';
import { type Answer, ItemOperations } from './item-operations';
import { OngoingTransactions } from './ongoing-transactions';
import { RequestTokens } from './request-tokens';
import { Streams, timeToLiveIdentity } from './streams';
import type { StreamListener, Subscription } from './subscription';
import { type Account, Tables } from './tables';
import { type ExpiredRow, expiryOf, TimeToLive } from './time-to-live';
import { replayUsages, transactGet, transactWrite } from './transactions';

export type { StreamRecord } from './streams';
export type { StreamListener, Subscription } from './subscription';
export { type Account, streamArn, tableArn } from './tables';

/** Capacity units of one action on one table, reported whether the caller asked for them or not. */
export interface Metered {
  readonly table: string;
  readonly action: string;
  readonly readUnits: number;
  readonly writeUnits: number;
}

export interface DynamodbOptions {
  readonly clock: Clock;
  /** Where the data is kept; in memory without it. */
  readonly directory?: string;
  readonly meter?: (metered: Metered) => void;
  readonly account?: Account;
  /** Called at the steps a process may be killed between. */
  readonly reached?: (step: Step) => void;
}

/** A stored entry as raw JSON: a row, an index entry, a stream record, a token. */
export interface Scanned {
  /** Kind and table, e.g. 'item users' or 'record orders'. */
  readonly source: string;
  /** Binary values are base64, as in DynamoDB's own JSON. */
  readonly json: string;
}

export const defaultAccount: Account = { region: 'us-east-1', accountId: '000000000000' };

/** @throws Error with one sentence for the operator when the folder cannot be used. */
export async function openDynamodb(options: DynamodbOptions): Promise<LocalDynamodb> {
  const dynamodb = new LocalDynamodb(await openDatabase(options.directory), options);
  await dynamodb.load();
  return dynamodb;
}

export class LocalDynamodb implements JsonService {
  private readonly tables: Tables;
  private readonly streams: Streams;
  private readonly timeToLive: TimeToLive;
  private readonly commits: Commits;
  private readonly tokens: RequestTokens;
  private readonly items: ItemOperations;
  private readonly ongoing = new OngoingTransactions();

  constructor(
    private readonly database: Database,
    private readonly options: DynamodbOptions,
  ) {
    const { clock, account = defaultAccount, reached = () => {} } = options;
    this.tables = new Tables(database, account);
    this.streams = new Streams(database, clock, account, reached);
    this.timeToLive = new TimeToLive(database, clock, (rows, now) => this.expire(rows, now));
    this.commits = new Commits(database, this.streams, this.timeToLive, reached);
    this.tokens = new RequestTokens(database, () => clock.now());
    this.items = new ItemOperations(this.surroundings(), (action, usages) =>
      this.meter(action, usages),
    );
  }

  async load(): Promise<void> {
    await this.tables.load();
    await this.tokens.load();
    await this.timeToLive.start();
  }

  /**
   * Makes the table of a template's AWS::DynamoDB::Table properties, all intrinsics resolved and
   * TableName given. A table that is there already, in the same shape, is kept with its rows.
   */
  async createTable(properties: Record<string, unknown>): Promise<void> {
    if (this.tables.has(properties)) return;
    await this.tables.create(properties, this.options.clock.now());
  }

  async call({ action, input }: Omit<ServiceCall, 'principal'>): Promise<Answer> {
    if (this.items.serves(action)) return this.items.call(action, input);
    switch (action) {
      case 'TransactWriteItems':
        return this.transactWriteItems(input);
      case 'TransactGetItems':
        return this.transactGetItems(input);
      case 'CreateTable':
        return this.createTableAction(input);
      case 'DescribeTable':
        return { Table: structuredClone(this.tables.get(input.TableName).description) };
      case 'ListTables':
        return { TableNames: this.tables.names() };
      case 'DescribeTimeToLive':
        return { TimeToLiveDescription: this.timeToLiveOf(input.TableName) };
      case 'UpdateTimeToLive':
        await this.tables.setTimeToLive(input.TableName, input.TimeToLiveSpecification);
        return { TimeToLiveSpecification: input.TimeToLiveSpecification };
      default:
        throw new AwsError('UnknownOperationException', `DynamoDB has no ${action} here.`);
    }
  }

  /**
   * Hands every stream record of the table not yet delivered under this name, and every new one,
   * to the listener, in order, after its commit is durable. What a rejected delivery held comes
   * again after a pause; what was not delivered when the process ended comes after a restart.
   */
  subscribe(table: string, listener: StreamListener, subscriber = 'default'): Subscription {
    this.tables.get(table);
    return this.streams.subscribe(table, listener, subscriber);
  }

  /** Resolves when the stream records of everything committed have been delivered. */
  async settled(): Promise<void> {
    await this.commits.idle();
    await this.streams.settled();
  }

  /** Everything stored, for a search: rows, indexes, every stream record ever written, tokens. */
  async *scanEverything(): AsyncIterable<Scanned> {
    for await (const [key, value] of this.database.iterator(under(''))) {
      const [kind, table = ''] = key.split('~');
      yield { source: `${kind} ${table}`, json: JSON.stringify({ [key]: value }) };
    }
  }

  /** Ends deliveries and writes under way, then closes the folder. */
  async close(): Promise<void> {
    this.timeToLive.stop();
    await this.streams.stop();
    await this.commits.idle();
    await this.database.close();
  }

  private async transactWriteItems(input: Answer): Promise<Answer> {
    const {
      TransactItems: items,
      ClientRequestToken: token,
      ReturnConsumedCapacity: asked,
    } = input;
    const around = this.surroundings();
    let usages: readonly Usage[] = [];
    const used = (seen: readonly Usage[]) => {
      usages = seen;
      this.meter('TransactWriteItems', usages);
    };
    await this.tokens.once(
      token as string | undefined,
      items,
      (writes) => transactWrite(around, items, writes, used),
      async () => used(replayUsages(around, items)),
    );
    return answerWith(usages, asked);
  }

  private async transactGetItems(input: Answer): Promise<Answer> {
    const { rows, usages } = await transactGet(this.surroundings(), input.TransactItems);
    this.meter('TransactGetItems', usages);
    return { Responses: rows, ...answerWith(usages, input.ReturnConsumedCapacity) };
  }

  private async createTableAction(input: Answer): Promise<Answer> {
    if (this.tables.names().includes(String(input.TableName))) {
      throw new AwsError('ResourceInUseException', `Table already exists: ${input.TableName}`);
    }
    const table = await this.tables.create(input, this.options.clock.now());
    return { TableDescription: structuredClone(table.description) };
  }

  private timeToLiveOf(name: unknown): Answer {
    const { timeToLiveAttribute } = this.tables.get(name);
    return timeToLiveAttribute
      ? { AttributeName: timeToLiveAttribute, TimeToLiveStatus: 'ENABLED' }
      : { TimeToLiveStatus: 'DISABLED' };
  }

  private expire(rows: readonly ExpiredRow[], nowSeconds: number): Promise<void> {
    return this.commits.serially(async () => {
      const draft = new Draft(this.database, this.tables);
      for (const { table: name, place } of rows) {
        const table = this.tables.get(name);
        const second = expiryOf(table, draft.peek(table, place));
        if (second !== undefined && second <= nowSeconds) draft.write(table, place, undefined);
      }
      await this.commits.commit(draft, { identity: timeToLiveIdentity });
    });
  }

  private meter(action: string, usages: readonly Usage[]): void {
    for (const usage of sumUsages(usages)) {
      const units = totalUnits(usage);
      const [readUnits, writeUnits] = usage.kind === 'read' ? [units, 0] : [0, units];
      this.options.meter?.({ table: usage.table, action, readUnits, writeUnits });
    }
  }

  private surroundings() {
    const { tables, commits, ongoing } = this;
    const draft = (start?: ConstructorParameters<typeof Draft>[2]) =>
      new Draft(this.database, tables, start);
    return { tables, commits, ongoing, draft };
  }
}

function answerWith(usages: readonly Usage[], asked: unknown): Answer {
  const capacities = sumUsages(usages).map((usage) => consumedCapacity(usage, asked, true));
  return capacities.some(Boolean) ? { ConsumedCapacity: capacities } : {};
}
