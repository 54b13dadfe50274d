/** Reads the fields of an ID card's back, the side with the emblem, from recognised text. */
import { parseIsoDate } from '../calendar';
import type { TextLine } from '../ports/card-reader';
import { failure, type Result, success } from '../result';
import {
  certain,
  type IdCardBack,
  type IdCardReadError,
  type Read,
  type Validity,
} from './id-card';
import { isRealText, leastConfidence, rowsOf, type TextRow } from './text-rows';

const labels = ['中华人民共和国', '居民身份证', '签发机关', '有效期限'];

/** Both fields, or everything that could not be read. */
export function parseIdCardBack(
  lines: readonly TextLine[],
): Result<IdCardBack, readonly IdCardReadError[]> {
  const rows = rowsOf(lines.filter(isRealText));
  const found = labels.filter((label) => rows.some((row) => row.text.includes(label)));
  if (found.length < 2) return failure(['notIdCardBack']);
  const issuer = certain(findIssuer(rows));
  const validity = certain(findValidity(rows));
  if (issuer && validity) return success({ issuer, validity });
  const problems: [IdCardReadError, boolean][] = [
    ['issuerUnreadable', !issuer],
    ['validityUnreadable', !validity],
  ];
  return failure(problems.filter(([, isMissing]) => isMissing).map(([error]) => error));
}

/** Cards are issued by public security organs alone. */
function findIssuer(rows: readonly TextRow[]): Read<string> | undefined {
  for (const { text, lines } of rows) {
    const value = /机关(\p{Script=Han}{2,}局(?:\p{Script=Han}*分局)?)$/u.exec(text)?.[1];
    if (value) return { value, confidence: leastConfidence(lines) };
  }
  return undefined;
}

const validityPattern =
  /(\d{4})\D?(\d{2})\D?(\d{2})[-–—一~至]+(?:(\d{4})\D?(\d{2})\D?(\d{2})$|长期$)/u;

function findValidity(rows: readonly TextRow[]): Read<Validity> | undefined {
  for (const { text, lines } of rows) {
    const [, y, m, d, untilYear, untilMonth, untilDay] = validityPattern.exec(text) ?? [];
    const from = parseIsoDate(`${y}-${m}-${d}`);
    if (!from.ok) continue;
    const confidence = leastConfidence(lines);
    if (untilYear === undefined) return { value: { from: from.value }, confidence };
    const until = parseIsoDate(`${untilYear}-${untilMonth}-${untilDay}`);
    if (until.ok) return { value: { from: from.value, until: until.value }, confidence };
  }
  return undefined;
}
