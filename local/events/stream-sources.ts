/** All event source mappings of the template, subscribed to the tables' streams. */
import type { Clock } from '../clock';
import { StartError } from '../cloud/start-error';
import type { StreamListener } from '../dynamodb/subscription';
import type { Invoke } from '../invoke';
import type { EventSourceMapping } from '../template/events';
import type { StreamDeadLetter } from './dead-letter';
import { StreamMapping } from './stream-mapping';
import { noWaitingRecords, waitingRecordsIn } from './waiting-records';

export interface StreamSourcesOptions {
  readonly mappings: readonly EventSourceMapping[];
  readonly tables: readonly StreamTable[];
  /** `LocalDynamodb.subscribe`: the third argument names the subscriber over restarts. */
  readonly subscribe: (
    table: string,
    listener: StreamListener,
    subscriber: string,
  ) => { stop(): Promise<void> };
  readonly invoke: Invoke;
  readonly clock: Clock;
  /** Where records that wait for a retry are kept; in memory without it. */
  readonly dataDirectory?: string;
  readonly onDeadLetter?: (letter: StreamDeadLetter) => void;
}

export interface StreamTable {
  readonly name: string;
  readonly streamArn?: string | undefined;
  /** As CloudFormation's AWS::DynamoDB::Table. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface StreamSources {
  /** Records that were given up, oldest first. */
  deadLetters(): readonly StreamDeadLetter[];
  /** When no function is being fed; records that wait for a retry do not count. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** @throws StartError for a mapping whose source is no stream of these tables. */
export function startStreamSources(options: StreamSourcesOptions): StreamSources {
  const { clock, invoke, dataDirectory } = options;
  const letters: StreamDeadLetter[] = [];
  const waiting = dataDirectory ? waitingRecordsIn(dataDirectory) : noWaitingRecords;
  const fed = options.mappings
    .filter(({ isEnabled }) => isEnabled)
    .map((mapping) => {
      const table = tableOf(mapping, options.tables);
      const feeding = new StreamMapping({
        mapping,
        partitionKey: partitionKeyOf(table),
        clock,
        invoke,
        waiting,
        onDeadLetter: (letter) => {
          letters.push(letter);
          options.onDeadLetter?.(letter);
        },
      });
      feeding.resume();
      const receive: StreamListener = (records) => feeding.receive(records);
      return { feeding, subscription: options.subscribe(table.name, receive, mapping.logicalId) };
    });
  return {
    deadLetters: () => letters,
    settled: async () => {
      await Promise.all(fed.map(({ feeding }) => feeding.settled()));
    },
    stop: async () => {
      await Promise.all(fed.map(({ feeding }) => feeding.stop()));
      await Promise.all(fed.map(({ subscription }) => subscription.stop()));
    },
  };
}

function tableOf(mapping: EventSourceMapping, tables: readonly StreamTable[]): StreamTable {
  const table = tables.find(({ streamArn }) => streamArn === mapping.eventSourceArn);
  if (table) return table;
  throw new StartError(
    `${mapping.logicalId} reads ${mapping.eventSourceArn}, which is no stream of a table here.`,
  );
}

function partitionKeyOf({ name, properties }: StreamTable): string {
  const schema = (properties.KeySchema ?? []) as { AttributeName: string; KeyType: string }[];
  const key = schema.find(({ KeyType }) => KeyType === 'HASH');
  if (key) return key.AttributeName;
  throw new StartError(`The table ${name} has no partition key.`);
}
