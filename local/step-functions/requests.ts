/** Reads the fields of a Step Functions request, and refuses what AWS refuses. */
import { AwsError } from '../cloud/service';
import { type Json, PAYLOAD_LIMIT_BYTES } from './json';

export type Input = Record<string, unknown>;

export function required(input: Input, name: string): string {
  const value = optional(input, name);
  if (value === undefined || value === '') throw invalid(`'${name}' must not be null`);
  return value;
}

export function optional(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(`'${name}' must be a string`);
  if (Buffer.byteLength(value) > PAYLOAD_LIMIT_BYTES) {
    throw invalid(`'${name}' must have length less than or equal to ${PAYLOAD_LIMIT_BYTES}`);
  }
  return value;
}

/** JSON text, or the error the action gives for other text. */
export function jsonText(text: string, code: string, message: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError(code, message);
  }
}

export function invalid(problem: string): AwsError {
  return new AwsError('ValidationException', `1 validation error detected: Value at ${problem}`);
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

export interface Order<T> {
  readonly newestFirst: boolean;
  readonly wanted?: (item: T) => boolean;
}

/**
 * One page of a list that grows only at its end. The token is the place at which the next page
 * begins, so that what is added meanwhile is neither skipped nor given twice.
 */
export function page<T>(input: Input, list: readonly T[], order: Order<T>): Page<T> {
  const size = pageSize(input);
  const step = order.newestFirst ? -1 : 1;
  const token = optional(input, 'nextToken');
  let place = token === undefined ? (order.newestFirst ? list.length - 1 : 0) : placeIn(token);
  const items: T[] = [];
  for (; place >= 0 && place < list.length; place += step) {
    const item = list[place]!;
    if (order.wanted && !order.wanted(item)) continue;
    if (items.length === size) return { items, nextToken: tokenOf(place) };
    items.push(item);
  }
  return { items };
}

function pageSize(input: Input): number {
  const size = input.maxResults ?? 100;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || size > 1000) {
    throw invalid("'maxResults' must be an integer from 0 to 1000");
  }
  // As in AWS, 0 means the default.
  return size || 100;
}

function tokenOf(place: number): string {
  return Buffer.from(`place:${place}`).toString('base64url');
}

function placeIn(token: string): number {
  const match = /^place:(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (!match) throw new AwsError('InvalidToken', `Invalid Token: '${token}'`);
  return Number(match[1]);
}
