/**
 * A day at WeChat Pay: debits and refunds from the bill of trades, transfers from the bill of the
 * account's funds. Amounts are in yuan here. Source: https://pay.weixin.qq.com/doc/v3/merchant/
 * 4012071383 (trades), 4012071384 (funds).
 */
import type { StatementEntry } from '../../core/ports/payment-channel';
import type { BillRow } from '../bill-table';
import { instantOfChinaTime } from '../china-time';
import { fenOfYuan } from '../yuan-text';
import { instructionIdOf } from './numbers';

export const tradeColumns = [
  '交易时间',
  '商户订单号',
  '交易状态',
  '商户退款单号',
  '订单金额',
  '申请退款金额',
] as const;
export const fundColumns = [
  '记账时间',
  '业务类型',
  '收支类型',
  '收支金额(元)',
  '业务凭证号',
] as const;

/** Undefined where one row cannot be read: half a statement would reconcile with nothing. */
export function entriesOf(
  trades: readonly BillRow[],
  funds: readonly BillRow[],
): StatementEntry[] | undefined {
  const transfers = funds.filter((row) => row.业务类型?.includes('转账'));
  const entries = [...trades.map(tradeEntry), ...transfers.map(transferEntry)];
  return entries.includes(undefined) ? undefined : (entries as StatementEntry[]);
}

function tradeEntry(row: BillRow): StatementEntry | undefined {
  return row.交易状态 === 'REFUND'
    ? entryOf(row.商户退款单号, 'refund', row.申请退款金额, row.交易时间)
    : entryOf(row.商户订单号, 'collection', row.订单金额, row.交易时间);
}

/** Money that comes in as a transfer is one that was sent and returned. */
function transferEntry(row: BillRow): StatementEntry | undefined {
  const direction = row.收支类型 === '支出' ? 'disbursement' : 'return';
  return entryOf(row.业务凭证号, direction, row['收支金额(元)'], row.记账时间);
}

/** A number that is none of ours stays as it is: somebody moved money without an instruction. */
function entryOf(
  number: string | undefined,
  direction: StatementEntry['direction'],
  amount: string | undefined,
  time: string | undefined,
): StatementEntry | undefined {
  const amountFen = fenOfYuan(amount);
  const occurredAt = instantOfChinaTime(time);
  return number && amountFen && occurredAt
    ? { instructionId: instructionIdOf(number) ?? number, direction, amountFen, occurredAt }
    : undefined;
}
