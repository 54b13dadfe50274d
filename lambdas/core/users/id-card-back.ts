/** Reads the fields of an ID card's back, the side with the emblem, from recognised text. */
import { failure, type Result } from '../result';
import type { IdCardBack, IdCardReadError, Read, Validity } from './id-card';
import { backOf, issuerOf, validityOf } from './id-card-fields';
import type { TextLine } from './text-line';
import { isRealText, leastConfidence, rowsOf, type TextRow } from './text-rows';

const labels = ['中华人民共和国', '居民身份证', '签发机关', '有效期限'];

/** Both fields, or everything that could not be read. */
export function parseIdCardBack(
  lines: readonly TextLine[],
): Result<IdCardBack, readonly IdCardReadError[]> {
  const rows = rowsOf(lines.filter(isRealText));
  const found = labels.filter((label) => rows.some((row) => row.text.includes(label)));
  if (found.length < 2) return failure(['notIdCardBack']);
  return backOf({ issuer: findIssuer(rows), validity: findValidity(rows) });
}

function findIssuer(rows: readonly TextRow[]): Read<string> | undefined {
  for (const { text, lines } of rows) {
    const value = issuerOf(/机关(.+)$/u.exec(text)?.[1] ?? '');
    if (value) return { value, confidence: leastConfidence(lines) };
  }
  return undefined;
}

function findValidity(rows: readonly TextRow[]): Read<Validity> | undefined {
  for (const { text, lines } of rows) {
    const value = validityOf(text);
    if (value) return { value, confidence: leastConfidence(lines) };
  }
  return undefined;
}
