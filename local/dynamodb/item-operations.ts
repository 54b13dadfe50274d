/** The actions outside transactions: single rows, batches, queries and scans. */
import type { Row } from 'dynalite/db/index.js';
import { AwsError } from '../cloud/service';
import { consumedCapacity, readUnits, sumUsages, type Usage, writeUsage } from './capacity';
import type { Commits } from './commits';
import { type Draft, placeOfRequest } from './draft';
import { type ActionName, parse, type Request, run } from './engine';
import type { OngoingTransactions } from './ongoing-transactions';
import type { Tables } from './tables';

export type Answer = Record<string, unknown>;

export interface Surroundings {
  readonly tables: Tables;
  readonly commits: Commits;
  readonly ongoing: OngoingTransactions;
  readonly draft: (start?: Row) => Draft;
}

type Meter = (action: string, usages: readonly Usage[]) => void;

export class ItemOperations {
  private readonly actions: Partial<Record<string, (input: Answer) => Promise<Answer>>> = {
    GetItem: (input) => this.getItem(input),
    PutItem: (input) => this.write('PutItem', input),
    UpdateItem: (input) => this.write('UpdateItem', input),
    DeleteItem: (input) => this.write('DeleteItem', input),
    Query: (input) => this.readMany('Query', input),
    Scan: (input) => this.readMany('Scan', input),
    BatchGetItem: (input) => this.batchGetItem(input),
    BatchWriteItem: (input) => this.batchWriteItem(input),
  };

  constructor(
    private readonly around: Surroundings,
    private readonly meter: Meter,
  ) {}

  serves(action: string): boolean {
    return Object.hasOwn(this.actions, action);
  }

  call(action: string, input: Answer): Promise<Answer> {
    return this.actions[action]!(input);
  }

  private async getItem(input: Answer): Promise<Answer> {
    const request = parse('GetItem', input);
    const draft = this.around.draft();
    const answer = await run('GetItem', draft.view, request);
    const units = readUnits(draft.bytesRead[0] ?? 0, request.ConsistentRead ? 1 : 0.5);
    return this.answered('GetItem', request, answer, readUsage(request.TableName, units));
  }

  private async write(
    action: 'PutItem' | 'UpdateItem' | 'DeleteItem',
    input: Answer,
  ): Promise<Answer> {
    const { tables, commits, ongoing } = this.around;
    const request = parse(action, input);
    const table = tables.get(request.TableName);
    const place = placeOfRequest(table, request);
    ongoing.refuse(`${table.description.TableName}~${place}`);
    return commits.serially(async () => {
      const draft = this.around.draft();
      const before = draft.peek(table, place);
      try {
        const answer = await run(action, draft.view, request);
        await commits.commit(draft);
        const usage = writeUsage(table.description, before, draft.peek(table, place));
        return this.answered(action, request, answer, usage);
      } catch (error) {
        throw this.refused(action, input, error, before, () =>
          writeUsage(table.description, before, before),
        );
      }
    });
  }

  /** A write whose condition failed is paid for, and may show the row that was in its way. */
  private refused(
    action: ActionName,
    input: Answer,
    error: unknown,
    row: Row | undefined,
    usage: () => Usage,
  ): unknown {
    if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException') {
      return error;
    }
    this.meter(action, [usage()]);
    return input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && row
      ? new AwsError(error.code, error.message, error.status, { Item: row })
      : error;
  }

  private async readMany(action: 'Query' | 'Scan', input: Answer): Promise<Answer> {
    const request = parse(action, input);
    const draft = this.around.draft(request.ExclusiveStartKey as Row | undefined);
    const answer = await run(action, draft.view, request);
    // Look-ahead beyond the rows the answer is made of is not paid for.
    const bytes = draft.bytesRead
      .slice(0, answer.ScannedCount as number)
      .reduce((sum, one) => sum + one, 0);
    const units = readUnits(bytes, request.ConsistentRead ? 1 : 0.5);
    const usage = readUsage(request.TableName, units, request.IndexName);
    return this.answered(action, request, answer, usage);
  }

  private async batchGetItem(input: Answer): Promise<Answer> {
    const request = parse('BatchGetItem', input);
    const tables = request.RequestItems as Record<string, Request & { Keys: Row[] }>;
    const draft = this.around.draft();
    const answer = await run('BatchGetItem', draft.view, request);
    const bytes = [...draft.bytesRead];
    const usages = Object.entries(tables).flatMap(([name, { Keys, ConsistentRead }]) =>
      bytes
        .splice(0, Keys.length)
        .map((one) => readUsage(name, readUnits(one, ConsistentRead ? 1 : 0.5))),
    );
    return this.answeredMany('BatchGetItem', request, answer, usages);
  }

  private batchWriteItem(input: Answer): Promise<Answer> {
    const request = parse('BatchWriteItem', input);
    return this.around.commits.serially(async () => {
      const draft = this.around.draft();
      const answer = await run('BatchWriteItem', draft.view, request);
      const usages = draft
        .writes()
        .map(({ table, before, after }) => writeUsage(table.description, before, after));
      await this.around.commits.commit(draft);
      return this.answeredMany('BatchWriteItem', request, answer, usages);
    });
  }

  private answered(action: ActionName, request: Request, answer: Answer, usage: Usage): Answer {
    this.meter(action, [usage]);
    const { ConsumedCapacity: _, ...members } = answer;
    const capacity = consumedCapacity(usage, request.ReturnConsumedCapacity);
    return capacity ? { ...members, ConsumedCapacity: capacity } : members;
  }

  private answeredMany(
    action: ActionName,
    request: Request,
    answer: Answer,
    usages: readonly Usage[],
  ): Answer {
    this.meter(action, usages);
    const { ConsumedCapacity: _, ...members } = answer;
    const asked = request.ReturnConsumedCapacity;
    const capacities = sumUsages(usages).map((usage) => consumedCapacity(usage, asked));
    return capacities.some(Boolean) ? { ...members, ConsumedCapacity: capacities } : members;
  }
}

/** Reads of an index are charged to the index. */
function readUsage(table: unknown, units: number, index?: unknown): Usage {
  return {
    table: String(table),
    kind: 'read',
    tableUnits: index === undefined ? units : 0,
    indexUnits: index === undefined ? {} : { [String(index)]: units },
  };
}
