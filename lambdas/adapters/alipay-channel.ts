/** The payment channel port over Alipay: fund transfers out, agreement debits in. */
import type {
  ChannelNotice,
  InstructionQuery,
  NoticeRejection,
  PaymentChannel,
  PaymentInstruction,
  RefundInstruction,
  SentInstruction,
  Statement,
  Submission,
  Unknown,
} from '../core/ports/payment-channel';
import type { Result } from '../core/result';
import { isKnownFailure, refusalOf, tradeStatus, transferStatus } from './alipay/answers';
import { accountColumns, entriesOf, tradeColumns, unzipBill } from './alipay/bills';
import { type AlipayAnswer, AlipayClient, type AlipayOptions } from './alipay/client';
import { readNotice } from './alipay/notices';
import type { BillRow } from './bill-table';
import { endOfChinaDay, instantOfChinaTime } from './china-time';
import { callProvider, unknown } from './provider-call';
import { fenOfYuan, yuanText } from './yuan-text';

/** Bills of a day are ready by ten the next morning; without one by then, nothing moved. */
const billPatienceMillis = 24 * 3_600_000;

export class AlipayChannel implements PaymentChannel {
  readonly name = 'alipay';
  readonly acknowledgement = { contentType: 'text/plain', body: 'success' } as const;
  private readonly client: AlipayClient;

  constructor(private readonly options: AlipayOptions) {
    this.client = new AlipayClient(options);
  }

  /** alipay.fund.trans.uni.transfer: https://opendocs.alipay.com/open/02byuo */
  async disburse(instruction: PaymentInstruction): Promise<Submission> {
    const account = readAccount(instruction, 'userId');
    if (typeof account === 'string') return { outcome: 'refused', code: account };
    const answer = await this.client.call('alipay.fund.trans.uni.transfer', {
      out_biz_no: instruction.instructionId,
      trans_amount: yuanText(instruction.amountFen),
      product_code: 'TRANS_ACCOUNT_NO_PWD',
      biz_scene: 'DIRECT_TRANSFER',
      order_title: '借款发放',
      payee_info: { identity: account.userId, identity_type: account.identityType },
    });
    return this.settled(answer, instruction, (given) => transferStatus(given, this.options.now()));
  }

  /** alipay.trade.pay under an agreement: https://opendocs.alipay.com/open/028xqz */
  async collect(instruction: PaymentInstruction): Promise<Submission> {
    const account = readAccount(instruction, 'agreementNo');
    if (typeof account === 'string') return { outcome: 'refused', code: account };
    const answer = await this.client.call('alipay.trade.pay', {
      out_trade_no: instruction.instructionId,
      total_amount: yuanText(instruction.amountFen),
      subject: '借款还款',
      product_code: 'GENERAL_WITHHOLDING',
      agreement_params: { agreement_no: account.agreementNo },
    });
    return this.settled(answer, instruction, (given) => tradeStatus(given, this.options.now()));
  }

  /** alipay.trade.refund; `fund_change` N says only that this request moved nothing new. */
  async refund(instruction: RefundInstruction): Promise<Submission> {
    if (typeof readAccount(instruction, 'agreementNo') === 'string')
      return { outcome: 'refused', code: 'malformed' };
    const { instructionId, collectionId, amountFen } = instruction;
    const answer = await this.client.call('alipay.trade.refund', {
      out_trade_no: collectionId,
      out_request_no: instructionId,
      refund_amount: yuanText(amountFen),
      refund_reason: '退还还款',
    });
    if (answer.outcome === 'unknown') return answer;
    if (answer.code !== '10000') return refusalOf(answer, this.options.now());
    const found = await this.query({ instructionId, direction: 'refund', collectionId });
    return found.outcome === 'found' ? agreed(found, amountFen) : unknown('unintelligible');
  }

  async query(sent: SentInstruction): Promise<InstructionQuery> {
    switch (sent.direction) {
      case 'disbursement':
        return this.ask(sent.instructionId, 'alipay.fund.trans.common.query', {
          product_code: 'TRANS_ACCOUNT_NO_PWD',
          biz_scene: 'DIRECT_TRANSFER',
          out_biz_no: sent.instructionId,
        });
      case 'collection':
        return this.ask(sent.instructionId, 'alipay.trade.query', {
          out_trade_no: sent.instructionId,
        });
      case 'refund':
        return this.askForRefund(sent.instructionId, sent.collectionId);
    }
  }

  async parseCallback(
    rawBody: string,
    _headers: Readonly<Record<string, string | undefined>>,
    nowEpochMillis: number,
  ): Promise<Result<ChannelNotice, NoticeRejection>> {
    return readNotice(rawBody, await this.options.keys(), nowEpochMillis);
  }

  /** Two bills; see alipay/bills.ts. */
  async statement(date: string): Promise<Statement> {
    if (this.options.now() < endOfChinaDay(date)) return { outcome: 'notReady' };
    const [trades, account] = [
      await this.bill('trade', date, tradeColumns),
      await this.bill('signcustomer', date, accountColumns),
    ];
    for (const bill of [trades, account]) if ('outcome' in bill) return bill;
    const entries = entriesOf(trades as BillRow[], account as BillRow[]);
    return entries ? { outcome: 'ready', entries } : unknown('unintelligible');
  }

  private settled(
    answer: AlipayAnswer | Unknown,
    { instructionId }: PaymentInstruction,
    statusOf: (answer: AlipayAnswer) => ReturnType<typeof tradeStatus>,
  ): Submission {
    if (answer.outcome === 'unknown') return answer;
    const { code, members } = answer;
    if (code !== '10000' && code !== '10003') return refusalOf(answer, this.options.now());
    const named = members.out_biz_no ?? members.out_trade_no;
    if (named !== instructionId) return unknown('unintelligible');
    return { outcome: 'accepted', instruction: statusOf(answer) };
  }

  private async ask(instructionId: string, method: string, content: object) {
    const answer = await this.client.call(method, content);
    if (answer.outcome === 'unknown') return answer;
    const { members, subCode } = answer;
    if (answer.code !== '10000') return absence(subCode);
    const amountFen = fenOfYuan(members.trans_amount ?? members.total_amount);
    const named = members.out_biz_no ?? members.out_trade_no;
    if (!amountFen || named !== instructionId) return unknown('unintelligible');
    const read = method.startsWith('alipay.fund') ? transferStatus : tradeStatus;
    return { outcome: 'found', amountFen, instruction: read(answer, this.options.now()) } as const;
  }

  private async askForRefund(instructionId: string, collectionId: string) {
    const answer = await this.client.call('alipay.trade.fastpay.refund.query', {
      out_trade_no: collectionId,
      out_request_no: instructionId,
      query_options: ['gmt_refund_pay'],
    });
    if (answer.outcome === 'unknown') return answer;
    if (answer.code !== '10000') return absence(answer.subCode);
    const { refund_status: status, refund_amount: amount, gmt_refund_pay: at } = answer.members;
    // Documented: without a status the refund was not received, or failed.
    if (status !== 'REFUND_SUCCESS') return { outcome: 'notFound' } as const;
    const amountFen = fenOfYuan(amount);
    const occurredAt = instantOfChinaTime(at);
    if (!amountFen || !occurredAt) return unknown('unintelligible');
    const instruction = { status: 'succeeded', occurredAt } as const;
    return { outcome: 'found', amountFen, instruction } as const;
  }

  private async bill(
    kind: string,
    date: string,
    columns: readonly string[],
  ): Promise<BillRow[] | Unknown | { readonly outcome: 'notReady' }> {
    const method = 'alipay.data.dataservice.bill.downloadurl.query';
    const answer = await this.client.call(method, { bill_type: kind, bill_date: date });
    if (answer.outcome === 'unknown') return answer;
    if (answer.code !== '10000') {
      if (!/bill_not_exist/i.test(answer.subCode)) return unknown('unavailable');
      const late = this.options.now() >= endOfChinaDay(date) + billPatienceMillis;
      return late ? [] : { outcome: 'notReady' };
    }
    const url = String(answer.members.bill_download_url);
    const file = await callProvider({ url, method: 'GET', headers: {}, timeoutMillis: 30_000 });
    if (file.outcome === 'unknown') return file;
    const rows = file.status === 200 ? unzipBill(file.body, columns) : undefined;
    return rows ?? unknown('unintelligible');
  }
}

/** Another amount under our id: whoever sent it, it is not this instruction. */
const agreed = (
  found: Extract<InstructionQuery, { outcome: 'found' }>,
  amountFen: number,
): Submission =>
  found.amountFen === amountFen
    ? { outcome: 'accepted', instruction: found.instruction }
    : { outcome: 'refused', code: 'instructionConflict' };

function absence(subCode: string): InstructionQuery {
  if (subCode === 'ORDER_NOT_EXIST' || subCode === 'ACQ.TRADE_NOT_EXIST')
    return { outcome: 'notFound' };
  return unknown(isKnownFailure(subCode) ? 'unintelligible' : 'unavailable');
}

/** `<user id>.<agreement number>`: transfers go to the user, debits draw on the agreement. */
function readAccount(
  { accountToken, amountFen, instructionId }: PaymentInstruction,
  needed: 'userId' | 'agreementNo',
) {
  const [userId = '', agreementNo = ''] = accountToken.split('.');
  if (!/^\w{1,64}$/.test(instructionId) || !isPayable(amountFen)) return 'malformed';
  const isKnown =
    needed === 'userId' ? /^\w{16,128}$/.test(userId) : /^\d{16,64}$/.test(agreementNo);
  if (!isKnown) return 'accountUnknown';
  const identityType = /^2088\d{12}$/.test(userId) ? 'ALIPAY_USER_ID' : 'ALIPAY_OPEN_ID';
  return { userId, agreementNo, identityType };
}

const isPayable = (amountFen: number): boolean =>
  Number.isSafeInteger(amountFen) && amountFen >= 1 && amountFen <= 10_000_000_000;
