/** TransactWriteItems and TransactGetItems, which dynalite does not have. */
import { checkConditional, type Row } from 'dynalite/db/index.js';
import { AwsError } from '../cloud/service';
import { itemBytes, readUnits, type Usage, writeUsage } from './capacity';
import type { Commits } from './commits';
import type { Write } from './database';
import { type Draft, placeOfRequest } from './draft';
import { type ActionName, asAwsError, invalid, parse, type Request, run } from './engine';
import type { OngoingTransactions } from './ongoing-transactions';
import type { Table, Tables } from './tables';

/** What one place of the transaction does, checked and addressed. */
interface Operation {
  readonly kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck' | 'Get';
  readonly action: ActionName;
  readonly request: Request;
  readonly table: Table;
  /** Undefined when the key does not fit the table: `refusal` says why. */
  readonly place: string | undefined;
  readonly refusal?: AwsError;
  readonly returnsOld: boolean;
}

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Row;
}

export interface Surroundings {
  readonly tables: Tables;
  readonly commits: Commits;
  readonly ongoing: OngoingTransactions;
  readonly draft: () => Draft;
}

const actionOf = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  // A check has the members of a conditional delete; it is never run as one.
  ConditionCheck: 'DeleteItem',
  Get: 'GetItem',
} as const;

const maximumOperations = 100;
const maximumBytes = 4 * 1024 * 1024;

/** Commits all operations, or throws TransactionCanceledException with a reason for each. */
export async function transactWrite(
  around: Surroundings,
  items: unknown,
  extraWrites: readonly Write[],
  /** Told what the transaction used, cancelled or not. */
  used: (usages: readonly Usage[]) => void,
): Promise<void> {
  const operations = operationsOf(around.tables, items, writeKinds);
  const keys = operations.map(keyOfOperation);
  cancelIfAny(operations.map((one, at) => busyReason(around.ongoing, keys[at], one)));
  const done = around.ongoing.begin(keys);
  try {
    await around.commits.serially(async () => {
      const draft = around.draft();
      const reasons: Reason[] = [];
      const usages: Usage[] = [];
      for (const operation of operations) {
        const before = operation.place && draft.peek(operation.table, operation.place);
        reasons.push(await perform(operation, draft));
        const after = operation.place && draft.peek(operation.table, operation.place);
        usages.push(
          writeUsage(operation.table.description, before || undefined, after || undefined, 2),
        );
      }
      used(usages);
      cancelIfAny(reasons);
      const bytes = draft
        .changes()
        .reduce((sum, { after }) => sum + (after ? itemBytes(after) : 0), 0);
      if (bytes > maximumBytes) throw invalid('Transaction items exceed the limit of 4 MB');
      await around.commits.commit(draft, { writes: extraWrites });
    });
  } finally {
    done();
  }
}

/** Reads all rows as of one instant. */
export async function transactGet(
  around: Surroundings,
  items: unknown,
): Promise<{ rows: Record<string, unknown>[]; usages: Usage[] }> {
  const operations = operationsOf(around.tables, items, ['Get']);
  const keys = operations.map(keyOfOperation);
  cancelIfAny(operations.map((one, at) => busyReason(around.ongoing, keys[at], one)));
  return around.commits.serially(async () => {
    const draft = around.draft();
    const rows: Record<string, unknown>[] = [];
    const reasons: Reason[] = [];
    for (const { action, request } of operations) {
      try {
        const { Item } = await run(action, draft.view, request);
        rows.push(Item === undefined ? {} : { Item });
        reasons.push({ Code: 'None' });
      } catch (error) {
        reasons.push(reasonOf(error));
      }
    }
    cancelIfAny(reasons);
    const usages = operations.map((one, at) => readUsage(one.table, draft.bytesRead[at] ?? 0));
    return { rows, usages };
  });
}

/** A repeated transaction reads its rows instead of writing them again. */
export function replayUsages(around: Surroundings, items: unknown): Usage[] {
  const draft = around.draft();
  return operationsOf(around.tables, items, writeKinds).map(({ table, place }) => {
    const row = place === undefined ? undefined : draft.peek(table, place);
    return readUsage(table, row ? itemBytes(row) : 0);
  });
}

const readUsage = ({ description }: Table, bytes: number): Usage => ({
  table: description.TableName,
  kind: 'read',
  tableUnits: readUnits(bytes, 2),
  indexUnits: {},
});

const writeKinds = ['Put', 'Update', 'Delete', 'ConditionCheck'] as const;

function operationsOf(
  tables: Tables,
  items: unknown,
  kinds: readonly Operation['kind'][],
): Operation[] {
  if (!Array.isArray(items) || items.length < 1 || items.length > maximumOperations) {
    throw invalid(
      "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: " +
        `Member must have length between 1 and ${maximumOperations}`,
    );
  }
  const operations = items.map((item) => operationOf(tables, item, kinds));
  const keys = operations.map(keyOfOperation).filter((key) => key !== undefined);
  if (new Set(keys).size < keys.length) {
    throw invalid('Transaction request cannot include multiple operations on one item');
  }
  return operations;
}

function operationOf(
  tables: Tables,
  item: unknown,
  kinds: readonly Operation['kind'][],
): Operation {
  const [[kind, input], ...others] = Object.entries(item ?? {}) as [[Operation['kind'], Request]];
  if (!kinds.includes(kind) || others.length > 0) {
    throw invalid(`TransactItems can only contain one of ${kinds.join(', ')}`);
  }
  const required = { ConditionCheck: 'ConditionExpression', Update: 'UpdateExpression' }[
    kind as string
  ];
  if (required && input[required] === undefined) {
    throw invalid(`The ${required} of a ${kind} is required`);
  }
  const action = actionOf[kind];
  const request = parse(action, input);
  const table = tables.get(request.TableName);
  const returnsOld = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  const base = { kind, action, request, table, returnsOld };
  try {
    return { ...base, place: placeOfRequest(table, request) };
  } catch (error) {
    return { ...base, place: undefined, refusal: error as AwsError };
  }
}

const keyOfOperation = ({ table, place }: Operation) =>
  place === undefined ? undefined : `${table.description.TableName}~${place}`;

async function perform(operation: Operation, draft: Draft): Promise<Reason> {
  const { kind, action, request, table, place } = operation;
  if (place === undefined) return reasonOf(operation.refusal);
  const before = draft.peek(table, place);
  try {
    if (kind === 'ConditionCheck') {
      const refusal = checkConditional(request, before);
      if (refusal) throw asAwsError(refusal);
    } else {
      await run(action, draft.view, request);
    }
    return { Code: 'None' };
  } catch (error) {
    const reason = reasonOf(error);
    const isCondition = reason.Code === 'ConditionalCheckFailed';
    return isCondition && operation.returnsOld && before ? { ...reason, Item: before } : reason;
  }
}

function reasonOf(error: unknown): Reason {
  if (!(error instanceof AwsError)) throw error;
  if (error.code === 'ConditionalCheckFailedException') {
    return { Code: 'ConditionalCheckFailed', Message: error.message };
  }
  if (error.code === 'ValidationException') {
    return { Code: 'ValidationError', Message: error.message };
  }
  throw error;
}

function busyReason(
  ongoing: OngoingTransactions,
  key: string | undefined,
  { refusal }: Operation,
): Reason {
  if (refusal) return reasonOf(refusal);
  return key !== undefined && ongoing.includes(key)
    ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }
    : { Code: 'None' };
}

function cancelIfAny(reasons: readonly Reason[]): void {
  if (reasons.every(({ Code }) => Code === 'None')) return;
  throw new AwsError(
    'TransactionCanceledException',
    'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      `[${reasons.map(({ Code }) => Code).join(', ')}]`,
    400,
    { CancellationReasons: reasons },
  );
}
