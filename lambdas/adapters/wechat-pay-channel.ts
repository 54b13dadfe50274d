/** The payment channel port over WeChat Pay v3: transfers out, contract debits in. */
import { createHash } from 'node:crypto';
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
import { type BillRow, readBill } from './bill-table';
import { endOfChinaDay } from './china-time';
import { textOf, unknown } from './provider-call';
import { amountOf, isAbsence, isTaken, refusalOf, statusOf } from './wechat-pay/answers';
import { entriesOf, fundColumns, tradeColumns } from './wechat-pay/bills';
import { type WechatPayAnswer, WechatPayClient, type WechatPayOptions } from './wechat-pay/client';
import { readNotice } from './wechat-pay/notices';
import { instructionIdOf, isNumberable, numberOf } from './wechat-pay/numbers';

/** Bills of a day are ready by ten the next morning; without one by then, nothing moved. */
const billPatienceMillis = 24 * 3_600_000;
const transferBills = '/v3/fund-app/mch-transfer/transfer-bills';
const debits = '/v3/papay/pay/transactions/apply';
const refunds = '/v3/refund/domestic/refunds';

export class WechatPayChannel implements PaymentChannel {
  readonly name = 'wechat-pay';
  readonly acknowledgement = {
    contentType: 'application/json',
    body: '{"code":"SUCCESS"}',
  } as const;
  private readonly client: WechatPayClient;

  constructor(private readonly options: WechatPayOptions) {
    this.client = new WechatPayClient(options);
  }

  /** Without the borrower's confirmation, as they authorised once: doc 4015901167. */
  async disburse(instruction: PaymentInstruction): Promise<Submission> {
    const account = readAccount(instruction, 'authorizationId');
    if (typeof account === 'string') return { outcome: 'refused', code: account };
    const { appId, transferSceneId } = await this.options.keys();
    const answer = await this.client.call('POST', `${transferBills}/transfer`, {
      appid: appId,
      out_bill_no: numberOf(instruction.instructionId),
      transfer_scene_id: transferSceneId,
      authorization_id: account.authorizationId,
      transfer_amount: instruction.amountFen,
      transfer_remark: '借款发放',
      notify_url: this.options.notifyUrl,
    });
    return this.settled(answer, instruction, 'disbursement');
  }

  /** Accepted debits are carried out later: https://pay.weixin.qq.com/doc/v3/merchant/4012467036 */
  async collect(instruction: PaymentInstruction): Promise<Submission> {
    const account = readAccount(instruction, 'contractId');
    if (typeof account === 'string') return { outcome: 'refused', code: account };
    const { appId } = await this.options.keys();
    const answer = await this.client.call('POST', debits, {
      appid: appId,
      out_trade_no: numberOf(instruction.instructionId),
      description: '借款还款',
      transaction_notify_url: this.options.notifyUrl,
      contract_id: account.contractId,
      amount: { total: instruction.amountFen, currency: 'CNY' },
    });
    return this.settled(answer, instruction, 'collection');
  }

  /** https://pay.weixin.qq.com/doc/v3/merchant/4012791883 */
  async refund(instruction: RefundInstruction): Promise<Submission> {
    const { instructionId, collectionId, amountFen, collectedFen } = instruction;
    if (typeof readAccount(instruction, 'contractId') === 'string' || !isNumberable(collectionId))
      return { outcome: 'refused', code: 'malformed' };
    const answer = await this.client.call('POST', refunds, {
      out_trade_no: numberOf(collectionId),
      out_refund_no: numberOf(instructionId),
      reason: '退还还款',
      notify_url: this.options.notifyUrl,
      amount: { refund: amountFen, total: collectedFen, currency: 'CNY' },
    });
    // The debit it belongs to is not there.
    if (answer.outcome === 'answered' && isAbsence(answer.code))
      return { outcome: 'refused', code: 'refundImpossible' };
    return this.settled(answer, instruction, 'refund');
  }

  async query({ instructionId, direction }: SentInstruction): Promise<InstructionQuery> {
    const answer = await this.client.call('GET', await this.pathOf(instructionId, direction));
    if (answer.outcome === 'unknown') return answer;
    if (answer.code !== '')
      return isAbsence(answer.code) ? { outcome: 'notFound' } : unknown('unavailable');
    const { members } = answer;
    const amountFen = amountOf(members);
    const instruction = statusOf(members, this.options.now());
    if (amountFen === undefined || !instruction || idOf(members) !== instructionId)
      return unknown('unintelligible');
    return { outcome: 'found', amountFen, instruction };
  }

  async parseCallback(
    rawBody: string,
    headers: Readonly<Record<string, string | undefined>>,
    nowEpochMillis: number,
  ): Promise<Result<ChannelNotice, NoticeRejection>> {
    return readNotice(rawBody, headers, await this.options.keys(), nowEpochMillis);
  }

  /** Two bills; see wechat-pay/bills.ts. */
  async statement(date: string): Promise<Statement> {
    if (this.options.now() < endOfChinaDay(date)) return { outcome: 'notReady' };
    const trades = await this.bill('tradebill', `bill_type=ALL&bill_date=${date}`, date);
    if ('outcome' in trades) return trades;
    const funds = await this.bill('fundflowbill', `account_type=BASIC&bill_date=${date}`, date);
    if ('outcome' in funds) return funds;
    const entries = entriesOf(trades, funds);
    return entries ? { outcome: 'ready', entries } : unknown('unintelligible');
  }

  private async settled(
    answer: WechatPayAnswer | Unknown,
    { instructionId, amountFen }: PaymentInstruction,
    direction: SentInstruction['direction'],
  ): Promise<Submission> {
    if (answer.outcome === 'unknown') return answer;
    if (isTaken(answer.code)) return this.asTaken(instructionId, amountFen, direction);
    if (answer.code !== '') return refusalOf(answer, this.options.now());
    // An accepted debit is answered with nothing.
    if (answer.status === 204 || direction === 'collection')
      return { outcome: 'accepted', instruction: { status: 'pending' } };
    const instruction = statusOf(answer.members, this.options.now());
    if (idOf(answer.members) !== instructionId || !instruction) return unknown('unintelligible');
    return { outcome: 'accepted', instruction };
  }

  /** Our own earlier sending, or another instruction under this id. */
  private async asTaken(
    instructionId: string,
    amountFen: number,
    direction: SentInstruction['direction'],
  ): Promise<Submission> {
    const sent = { instructionId, direction, collectionId: '' } as SentInstruction;
    const found = await this.query(sent);
    if (found.outcome === 'unknown') return found;
    // Nothing there: what was refused is not the id but the refund, or something not foreseen.
    if (found.outcome === 'notFound')
      return direction === 'refund'
        ? { outcome: 'refused', code: 'refundImpossible' }
        : unknown('unavailable');
    return found.amountFen === amountFen
      ? { outcome: 'accepted', instruction: found.instruction }
      : { outcome: 'refused', code: 'instructionConflict' };
  }

  private async pathOf(instructionId: string, direction: SentInstruction['direction']) {
    const number = encodeURIComponent(numberOf(instructionId));
    if (direction === 'disbursement') return `${transferBills}/out-bill-no/${number}`;
    if (direction === 'refund') return `${refunds}/${number}`;
    const { merchantId } = await this.options.keys();
    return `/v3/pay/transactions/out-trade-no/${number}?mchid=${merchantId}`;
  }

  private async bill(
    kind: 'tradebill' | 'fundflowbill',
    query: string,
    date: string,
  ): Promise<BillRow[] | Unknown | { readonly outcome: 'notReady' }> {
    const answer = await this.client.call('GET', `/v3/bill/${kind}?${query}`);
    if (answer.outcome === 'unknown') return answer;
    if (answer.code !== '') {
      const late = this.options.now() >= endOfChinaDay(date) + billPatienceMillis;
      if (answer.code === 'NO_STATEMENT_EXIST' && late) return [];
      return { outcome: 'notReady' };
    }
    const { hash_type, hash_value, download_url } = answer.members;
    const file = await this.client.file(textOf(download_url));
    if ('outcome' in file) return file;
    const hash = createHash('sha1').update(file).digest('hex');
    // The file itself is not signed: its hash was.
    if (hash_type !== 'SHA1' || hash !== textOf(hash_value).toLowerCase())
      return unknown('unauthorised');
    const columns = kind === 'tradebill' ? tradeColumns : fundColumns;
    return readBill(file.toString('utf8'), columns) ?? unknown('unintelligible');
  }
}

const idOf = ({ out_bill_no, out_refund_no, out_trade_no }: WechatPayAnswer['members']) =>
  instructionIdOf(out_bill_no ?? out_refund_no ?? out_trade_no);

/**
 * `<transfer authorisation>.<debit contract>`, as WeChat Pay gave them; a linked wallet has no
 * transfer authorisation.
 */
function readAccount(
  { accountToken, amountFen, instructionId }: PaymentInstruction,
  needed: 'authorizationId' | 'contractId',
) {
  const [authorizationId = '', contractId = ''] = accountToken.split('.');
  const payable = Number.isSafeInteger(amountFen) && amountFen >= 1 && amountFen <= 10_000_000_000;
  if (!isNumberable(instructionId) || !payable) return 'malformed';
  const account = { authorizationId, contractId };
  return /^\w{8,64}$/.test(account[needed]) ? account : 'accountUnknown';
}
