/** DynamoDB's rules (validation, expressions, queries) as dynalite has them, on a view of ours. */
import batchGetItem from 'dynalite/actions/batchGetItem.js';
import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import createTable from 'dynalite/actions/createTable.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import getItem from 'dynalite/actions/getItem.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import updateItem from 'dynalite/actions/updateItem.js';
import type { Failure, View } from 'dynalite/db/index.js';
import * as batchGetItemRules from 'dynalite/validations/batchGetItem.js';
import * as batchWriteItemRules from 'dynalite/validations/batchWriteItem.js';
import * as createTableRules from 'dynalite/validations/createTable.js';
import * as deleteItemRules from 'dynalite/validations/deleteItem.js';
import * as getItemRules from 'dynalite/validations/getItem.js';
import { checkTypes, checkValidations } from 'dynalite/validations/index.js';
import * as putItemRules from 'dynalite/validations/putItem.js';
import * as queryRules from 'dynalite/validations/query.js';
import * as scanRules from 'dynalite/validations/scan.js';
import * as updateItemRules from 'dynalite/validations/updateItem.js';
import { AwsError } from '../cloud/service';

const actions = {
  BatchGetItem: { act: batchGetItem, rules: batchGetItemRules },
  BatchWriteItem: { act: batchWriteItem, rules: batchWriteItemRules },
  CreateTable: { act: createTable, rules: createTableRules },
  DeleteItem: { act: deleteItem, rules: deleteItemRules },
  GetItem: { act: getItem, rules: getItemRules },
  PutItem: { act: putItem, rules: putItemRules },
  Query: { act: query, rules: queryRules },
  Scan: { act: scan, rules: scanRules },
  UpdateItem: { act: updateItem, rules: updateItemRules },
};

export type ActionName = keyof typeof actions;

/** A request whose members are checked and whose expressions are parsed. */
export type Request = Record<string, unknown>;

/** An item may have 400 KB, attribute names included. */
export const maximumItemBytes = 400 * 1024;

/** Checks a request's form. Members DynamoDB does not know are dropped. */
export function parse(action: ActionName, input: Record<string, unknown>): Request {
  const { types, custom } = actions[action].rules;
  try {
    // A copy: dynalite drops members and normalises numbers in place.
    const request = checkTypes(structuredClone(input), types);
    checkValidations(request, types, custom, { options: { maxItemSize: maximumItemBytes } });
    return request;
  } catch (error) {
    throw asAwsError(error);
  }
}

/** Runs a parsed request; what it writes goes to the view. */
export function run(
  action: ActionName,
  view: View,
  request: Request,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    actions[action].act(view, request, (error, answer) => {
      if (error) reject(asAwsError(error));
      else resolve(answer ?? {});
    });
  });
}

/** Turns dynalite's refusals into ours; anything else is a defect and stays as it is. */
export function asAwsError(error: unknown): unknown {
  if (error instanceof AwsError) return error;
  const { statusCode, body } = (error ?? {}) as Partial<Failure>;
  if (!body) return error;
  const code = body.__type.split('#').at(-1) ?? 'InternalServerError';
  return new AwsError(code, body.message ?? body.Message ?? code, statusCode);
}

export const invalid = (message: string) => new AwsError('ValidationException', message);
