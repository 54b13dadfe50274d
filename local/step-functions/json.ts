/** JSON values, their size as Step Functions counts it, and nothing else. */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json;
}

/** What a state may take in or give out: 256 KiB (Step Functions service quotas). */
export const PAYLOAD_LIMIT_BYTES = 262_144;

/** The length of the value's JSON text in UTF-8 bytes. */
export function sizeInBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
