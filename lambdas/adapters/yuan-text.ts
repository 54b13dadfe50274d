/** Amounts as providers write them: yuan with two decimals, to and from whole fen, exactly. */
import { fen, formatYuan } from '../core/money';

/** '12.30' for 1230. */
export const yuanText = (amountFen: number): string => formatYuan(fen(amountFen));

/**
 * Whole fen, or undefined for what is no amount of at most two decimals. Digits are read as
 * digits: 0.29 × 100 is 28.999999999999996.
 */
export function fenOfYuan(text: unknown): number | undefined {
  const read = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(String(text));
  if (!read) return undefined;
  const [, yuan = '', decimals = ''] = read;
  return Number(yuan) * 100 + Number(decimals.padEnd(2, '0'));
}
