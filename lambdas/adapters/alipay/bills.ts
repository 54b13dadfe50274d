/**
 * A day at Alipay: debits and refunds from the bill of trades, transfers from the bill of the
 * account. Source: https://opendocs.alipay.com/open/02byve, columns as in the downloaded files.
 */
import { strFromU8, unzipSync } from 'fflate';
import type { StatementEntry } from '../../core/ports/payment-channel';
import { type BillRow, readBill } from '../bill-table';
import { instantOfChinaTime } from '../china-time';
import { fenOfYuan } from '../yuan-text';

export const tradeColumns = [
  '商户订单号',
  '业务类型',
  '完成时间',
  '商家实收（元）',
  '退款批次号/请求号',
] as const;
export const accountColumns = ['商户订单号', '发生时间', '支出金额（-元）', '业务类型'] as const;

/** The rows of a zipped bill: its table of details, not the one of sums. Undefined: unreadable. */
export function unzipBill(zip: Uint8Array, columns: readonly string[]): BillRow[] | undefined {
  try {
    for (const file of Object.values(unzipSync(zip))) {
      const rows = readBill(decoded(file), columns);
      if (rows) return rows;
    }
  } catch {
    // Damaged on its way: to be fetched again.
  }
  return undefined;
}

/** Bills are GBK. */
function decoded(file: Uint8Array): string {
  const text = new TextDecoder('gb18030').decode(file);
  return text.includes('商户') ? text : strFromU8(file);
}

/** Undefined where one row cannot be read: half a statement would reconcile with nothing. */
export function entriesOf(
  trades: readonly BillRow[],
  account: readonly BillRow[],
): StatementEntry[] | undefined {
  const transfers = account.filter((row) => row.业务类型?.includes('转账'));
  const entries = [...trades.map(tradeEntry), ...transfers.map(transferEntry)];
  return entries.includes(undefined) ? undefined : (entries as StatementEntry[]);
}

function tradeEntry(row: BillRow): StatementEntry | undefined {
  const refunded = row.业务类型 === '退款';
  const instructionId = refunded ? row['退款批次号/请求号'] : row.商户订单号;
  // A refund's amount is below zero.
  const amount = row['商家实收（元）']?.replace(/^-/, '');
  return entryOf(instructionId, refunded ? 'refund' : 'collection', amount, row.完成时间);
}

/** Money that comes in as a transfer is one that was sent and returned. */
function transferEntry(row: BillRow): StatementEntry | undefined {
  const out = row['支出金额（-元）']?.replace(/^-/, '');
  const moved = fenOfYuan(out) ? out : row['收入金额（+元）'];
  const direction = fenOfYuan(out) ? 'disbursement' : 'return';
  return entryOf(row.商户订单号, direction, moved, row.发生时间);
}

function entryOf(
  instructionId: string | undefined,
  direction: StatementEntry['direction'],
  amount: string | undefined,
  time: string | undefined,
): StatementEntry | undefined {
  const amountFen = fenOfYuan(amount);
  const occurredAt = instantOfChinaTime(time);
  return instructionId && amountFen && occurredAt
    ? { instructionId, direction, amountFen, occurredAt }
    : undefined;
}
