/** Alipay on a laptop: its gateway, notices and bills over the simulated ledger. */
import { createHash } from 'node:crypto';
import { signedText } from '../../lambdas/adapters/alipay/client';
import { chinaTime } from '../../lambdas/adapters/china-time';
import { isObject, type Members, readObject } from '../../lambdas/adapters/provider-call';
import { signRsa, verifyRsa } from '../../lambdas/adapters/rsa-signature';
import { fenOfYuan, yuanText } from '../../lambdas/adapters/yuan-text';
import type { Direction } from '../../lambdas/core/ports/payment-channel';
import { type Instruction, type Notice, refundableFen } from '../bank/instructions';
import type { BankLedger } from '../bank/ledger';
import type { Clock } from '../clock';
import { AlipayAgreementBook } from './alipay-agreements';
import { type Callback, type Dialect, type Heard, hungUp, type Said } from './counterpart';
import { zippedTable } from './zipped-table';

export interface AlipaySide {
  readonly clock: Clock;
  readonly appId: string;
  readonly appPublicKey: string;
  readonly alipayPrivateKey: string;
}

/** A gateway answer before it is signed, or a closed connection. */
type Reply = Members | 'hungUp';

const refused = (subCode: string): Members => ({
  code: '40004',
  msg: 'Business Failed',
  sub_code: subCode,
  sub_msg: subCode,
});
const done = (members: object): Members => ({ code: '10000', msg: 'Success', ...members });
const missingMethod = { code: '40001', msg: 'Missing Method', sub_code: 'isv.invalid-method' };
const timestampToleranceMillis = 15 * 60_000;

const failureCodes: Readonly<Record<string, string>> = {
  insufficientFunds: 'ACQ.BUYER_BALANCE_NOT_ENOUGH',
  accountRestricted: 'PAYEE_ACCOUNT_STATUS_ERROR',
  accountClosed: 'PAYEE_ACC_CLOSED',
  limitExceeded: 'EXCEED_LIMIT_DM_MAX_AMOUNT',
  declined: 'ACQ.PAYMENT_FAIL',
};

export const speakAlipay =
  (side: AlipaySide) =>
  (ledger: BankLedger): Dialect =>
    new AlipayDialect(side, ledger);

class AlipayDialect implements Dialect {
  /** Users and agreements, by their numbers. */
  private readonly accounts = new Map<string, string>();
  readonly agreements: AlipayAgreementBook;

  constructor(
    private readonly side: AlipaySide,
    private readonly ledger: BankLedger,
  ) {
    this.agreements = new AlipayAgreementBook(side);
  }

  agree(accountToken: string): string {
    const digits = BigInt(
      `0x${createHash('sha256').update(accountToken).digest('hex')}`,
    ).toString();
    const [userId, agreementNo] = [`2088${digits.slice(0, 12)}`, digits.slice(12, 32)];
    this.accounts.set(userId, accountToken).set(agreementNo, accountToken);
    return `${userId}.${agreementNo}`;
  }

  answer(heard: Heard, ownUrl: string): Said {
    const bill = /^\/bills\/(\w+)\/([\d-]+)\.zip$/.exec(heard.path);
    if (bill) return this.bill(bill[1] ?? '', bill[2] ?? '');
    const form = Object.fromEntries(new URLSearchParams(heard.body || heard.path.split('?')[1]));
    const reply = this.complaint(form) ?? this.carryOut(form, ownUrl);
    if (reply === 'hungUp') return hungUp;
    const name = `${(form.method ?? '').replaceAll('.', '_')}_response`;
    const text = JSON.stringify(reply);
    const sign = signRsa(text, this.side.alipayPrivateKey);
    return { status: 200, body: `{"${name}":${text},"sign":"${sign}"}` };
  }

  callback(notice: Notice): Callback {
    const instruction = this.ledger.lookUp(notice.instructionId);
    const transfer = instruction?.direction === 'disbursement';
    const form = {
      notify_id: notice.eventId,
      app_id: this.side.appId,
      charset: 'utf-8',
      version: transfer ? '1.1' : '1.0',
      sign_type: 'RSA2',
      ...(transfer ? this.transferNotice(notice) : this.tradeNotice(notice, instruction)),
    };
    // Messages sign their `sign_type`, notices of trades do not.
    const text = transfer ? signedText(form) : signedText(form, 'sign_type');
    const sign = signRsa(text, this.side.alipayPrivateKey);
    return {
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: new URLSearchParams({ ...form, sign }).toString(),
    };
  }

  private complaint(form: Record<string, string>): Members | undefined {
    const { sign = '', timestamp = '' } = form;
    const told = (subCode: string) => ({ code: '40002', msg: 'Invalid', sub_code: subCode });
    if (form.app_id !== this.side.appId) return told('isv.invalid-app-id');
    if (!verifyRsa(signedText(form), sign, this.side.appPublicKey))
      return told('isv.invalid-signature');
    const age = this.side.clock.now() - Date.parse(`${timestamp.replace(' ', 'T')}+08:00`);
    return Math.abs(age) <= timestampToleranceMillis ? undefined : told('isv.invalid-timestamp');
  }

  private carryOut(form: Record<string, string>, ownUrl: string): Reply {
    const content = readObject(form.biz_content ?? '') ?? {};
    switch (form.method) {
      case 'alipay.fund.trans.uni.transfer': {
        const payee = isObject(content.payee_info) ? content.payee_info.identity : undefined;
        return this.take('disbursement', content.out_biz_no, payee, content.trans_amount);
      }
      case 'alipay.trade.pay': {
        const { agreement_params: agreement } = content;
        const account = isObject(agreement) ? agreement.agreement_no : undefined;
        return this.take('collection', content.out_trade_no, account, content.total_amount);
      }
      case 'alipay.trade.refund':
        return this.refund(content);
      case 'alipay.fund.trans.common.query':
        return this.found(content.out_biz_no, 'disbursement') ?? refused('ORDER_NOT_EXIST');
      case 'alipay.trade.query':
        return this.found(content.out_trade_no, 'collection') ?? refused('ACQ.TRADE_NOT_EXIST');
      case 'alipay.trade.fastpay.refund.query':
        return this.foundRefund(content);
      case 'alipay.data.dataservice.bill.downloadurl.query': {
        const { bill_type: kind, bill_date: date } = content;
        return this.ledger.statement(String(date))
          ? done({ bill_download_url: `${ownUrl}/bills/${kind}/${date}.zip` })
          : refused('isp.bill_not_exist');
      }
      default:
        return this.agreements.answer(form.method, content) ?? missingMethod;
    }
  }

  private take(direction: Direction, id: unknown, account: unknown, amount: unknown): Reply {
    const [instructionId, amountFen] = [String(id), fenOfYuan(amount)];
    if (!amountFen) return refused('INVALID_PARAMETER');
    const accountToken = this.accounts.get(String(account)) ?? '';
    const taken = this.ledger.take(direction, { instructionId, accountToken, amountFen });
    switch (taken.outcome) {
      case 'accepted':
        return taken.hangUp ? 'hungUp' : this.accepted(instructionId, direction);
      case 'conflict':
        return refused(
          direction === 'collection' ? 'ACQ.CONTEXT_INCONSISTENT' : 'PAYMENT_INFO_INCONSISTENCY',
        );
      case 'accountUnknown':
        return refused(direction === 'collection' ? 'ACQ.AGREEMENT_NOT_EXIST' : 'PAYEE_NOT_EXIST');
      case 'unavailable':
        return { code: '20000', msg: 'Service Unavailable', sub_code: 'isp.unknow-error' };
      default:
        return 'hungUp';
    }
  }

  /** A debit that fails does so at once; what does not is under way. */
  private accepted(instructionId: string, direction: Direction): Members {
    const taken = this.ledger.lookUp(instructionId);
    const failing = direction === 'collection' && taken?.behaviour.mode === 'fail';
    const instruction = failing ? this.ledger.decideNow(instructionId) : taken;
    if (failing) return refused(failureCodes[instruction?.decision?.failureCode ?? ''] ?? '');
    const underWay = direction === 'collection' && !instruction?.decision;
    return { ...this.found(instructionId, direction), ...(underWay && { code: '10003' }) };
  }

  private found(id: unknown, direction: Direction): Members | undefined {
    const instruction = this.ledger.lookUp(String(id));
    if (instruction?.direction !== direction) return undefined;
    const { instructionId, amountFen, decision } = instruction;
    const at = decision && chinaTime(Date.parse(decision.occurredAt));
    const paidAt = decision?.status === 'succeeded' ? at : undefined;
    if (direction === 'collection')
      return done({
        out_trade_no: instructionId,
        total_amount: yuanText(amountFen),
        trade_status: paidAt ? 'TRADE_SUCCESS' : decision ? 'TRADE_CLOSED' : 'WAIT_BUYER_PAY',
        ...(paidAt && { send_pay_date: paidAt }),
      });
    return done({
      out_biz_no: instructionId,
      trans_amount: yuanText(amountFen),
      status: paidAt ? 'SUCCESS' : decision ? 'FAIL' : 'DEALING',
      ...(at && { pay_date: at }),
      ...(decision?.failureCode && { error_code: failureCodes[decision.failureCode] }),
    });
  }

  /** Refunds are carried out at once. */
  private refund(content: Members): Reply {
    const collection = this.ledger.lookUp(String(content.out_trade_no));
    if (!collection) return refused('ACQ.TRADE_NOT_EXIST');
    const amountFen = fenOfYuan(content.refund_amount);
    if (!amountFen) return refused('ACQ.INVALID_PARAMETER');
    const instructionId = String(content.out_request_no);
    const { accountToken, instructionId: collectionId } = collection;
    const request = { instructionId, accountToken, amountFen, collectionId };
    const known = this.ledger.lookUp(instructionId) !== undefined;
    const taken = this.ledger.take('refund', request);
    if (taken.outcome === 'conflict') return refused('ACQ.DISCORDANT_REPEAT_REQUEST');
    if (taken.outcome === 'refundImpossible') return refused('ACQ.REASON_TRADE_REFUND_FEE_ERR');
    if (taken.outcome !== 'accepted') return 'hungUp';
    const { decision } = this.ledger.decideNow(instructionId);
    if (taken.hangUp) return 'hungUp';
    if (decision?.status === 'failed') return refused('ACQ.SELLER_BALANCE_NOT_ENOUGH');
    const leftFen = refundableFen(this.ledger.all(), collection);
    const refund_fee = yuanText(collection.amountFen - leftFen);
    return done({ out_trade_no: collectionId, fund_change: known ? 'N' : 'Y', refund_fee });
  }

  private foundRefund(content: Members): Members {
    if (!this.ledger.lookUp(String(content.out_trade_no))) return refused('ACQ.TRADE_NOT_EXIST');
    const refund = this.ledger.lookUp(String(content.out_request_no));
    if (refund?.decision?.status !== 'succeeded') return done({});
    return done({
      out_request_no: refund.instructionId,
      refund_amount: yuanText(refund.amountFen),
      refund_status: 'REFUND_SUCCESS',
      gmt_refund_pay: chinaTime(Date.parse(refund.decision.occurredAt)),
    });
  }

  private transferNotice({ instructionId, amountFen, status, occurredAt, failureCode }: Notice) {
    const content = {
      out_biz_no: instructionId,
      trans_amount: yuanText(amountFen),
      status: status === 'succeeded' ? 'SUCCESS' : 'FAIL',
      pay_date: chinaTime(Date.parse(occurredAt)),
      ...(failureCode && { error_code: failureCodes[failureCode] }),
    };
    return {
      msg_method: 'alipay.fund.trans.order.changed',
      utc_timestamp: String(this.side.clock.now()),
      biz_content: JSON.stringify(content),
    };
  }

  private tradeNotice(notice: Notice, instruction: Instruction | undefined) {
    const at = chinaTime(Date.parse(notice.occurredAt));
    const refund = instruction?.direction === 'refund';
    const paid = notice.status === 'succeeded';
    return {
      notify_type: 'trade_status_sync',
      notify_time: chinaTime(this.side.clock.now()),
      out_trade_no: refund ? (instruction.collectionId ?? '') : notice.instructionId,
      total_amount: yuanText(notice.amountFen),
      trade_status: paid ? 'TRADE_SUCCESS' : 'TRADE_CLOSED',
      ...(refund && { gmt_refund: `${at}.000`, refund_fee: yuanText(notice.amountFen) }),
      ...(paid ? { gmt_payment: at } : { gmt_close: at }),
    };
  }

  private bill(kind: string, date: string): Said {
    const lines = this.ledger.statement(date) ?? [];
    const timeOf = (line: { occurredAt: string }) => `${chinaTime(Date.parse(line.occurredAt))}\t`;
    const trades = lines
      .filter(({ direction }) => direction === 'collection' || direction === 'refund')
      .map((line) => {
        const back = line.direction === 'refund';
        const collectionId = this.ledger.lookUp(line.instructionId)?.collectionId;
        const amount = `${back ? '-' : ''}${yuanText(line.amountFen)}`;
        const numbers = back ? [collectionId ?? '', line.instructionId] : [line.instructionId, ''];
        return [`${numbers[0]}\t`, back ? '退款' : '交易', timeOf(line), amount, `${numbers[1]}\t`];
      });
    const account = lines.map((line) => {
      const out = line.direction === 'disbursement' || line.direction === 'refund';
      const amount = yuanText(line.amountFen);
      const transfer = line.direction === 'disbursement' || line.direction === 'return';
      const kinds = transfer ? '转账' : line.direction === 'refund' ? '交易退款' : '在线支付';
      return [
        `${line.instructionId}\t`,
        timeOf(line),
        out ? '0.00' : amount,
        out ? `-${amount}` : '0.00',
        kinds,
      ];
    });
    const [head, rows] =
      kind === 'trade'
        ? [['商户订单号', '业务类型', '完成时间', '商家实收（元）', '退款批次号/请求号'], trades]
        : [['商户订单号', '发生时间', '收入金额（+元）', '支出金额（-元）', '业务类型'], account];
    const remarks = [[`#起始日期：[${date}]`]];
    const table = [...remarks, head, ...rows, ['#-----账单结束-----']];
    return {
      status: 200,
      headers: { 'content-type': 'application/zip' },
      body: zippedTable('bill.csv', table),
    };
  }
}
