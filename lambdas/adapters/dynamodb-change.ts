/** A change as the members DynamoDB's write requests share, alone and in a transaction. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Change } from '../core/ports/store';
import { keyAttributes, numberAttribute, type Row, rowOf } from './dynamodb-row';
import { boundsOf } from './store-requests';

const isAbsent = 'attribute_not_exists(pk)';

const atVersion = (version: number) => ({
  ConditionExpression: '#version = :version',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':version': numberAttribute(version) },
});

export type Writing = Extract<Change, { kind: 'insert' | 'replace' | 'remove' | 'add' }>;

/** @param TableName the physical name of the change's table */
export function transactItem(change: Change, TableName: string): TransactWriteItem {
  switch (change.kind) {
    case 'insert':
    case 'replace':
      return { Put: putOf(change, TableName) };
    case 'remove':
      return { Delete: deleteOf(change, TableName) };
    case 'add':
      return { Update: updateOf(change, TableName) };
    case 'require': {
      const condition =
        change.version === 'absent' ? { ConditionExpression: isAbsent } : atVersion(change.version);
      return { ConditionCheck: { TableName, Key: keyAttributes(change.key), ...condition } };
    }
  }
}

export function putOf(change: Extract<Change, { kind: 'insert' | 'replace' }>, TableName: string) {
  return change.kind === 'insert'
    ? { TableName, Item: rowOf(change.item, 1), ConditionExpression: isAbsent }
    : {
        TableName,
        Item: rowOf(change.item, change.expectedVersion + 1),
        ...atVersion(change.expectedVersion),
      };
}

export function deleteOf(change: Extract<Change, { kind: 'remove' }>, TableName: string) {
  return { TableName, Key: keyAttributes(change.key), ...atVersion(change.expectedVersion) };
}

/**
 * The bounds hold for the sum, DynamoDB compares before it adds: they are shifted by what is
 * added. A row with a body is no counter: it has nothing to compare, and the change is refused.
 */
export function updateOf(change: Extract<Change, { kind: 'add' }>, TableName: string) {
  const { min, max } = boundsOf(change);
  const canBegin = min <= change.by && change.by <= max;
  const within = '#counter BETWEEN :low AND :high';
  const values: Row = {
    ':by': numberAttribute(change.by),
    ':one': numberAttribute(1),
    ':low': numberAttribute(BigInt(min) - BigInt(change.by)),
    ':high': numberAttribute(BigInt(max) - BigInt(change.by)),
  };
  const names: Record<string, string> = { '#counter': 'counter', '#version': 'version' };
  let expression = 'ADD #counter :by, #version :one';
  if (change.expiresAtEpochSeconds !== undefined) {
    expression += ' SET #expiresAt = :expiresAt';
    names['#expiresAt'] = 'expiresAt';
    values[':expiresAt'] = numberAttribute(change.expiresAtEpochSeconds);
  }
  return {
    TableName,
    Key: keyAttributes(change.key),
    UpdateExpression: expression,
    ConditionExpression: canBegin ? `${isAbsent} OR ${within}` : within,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}
