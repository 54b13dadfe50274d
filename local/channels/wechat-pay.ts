/** WeChat Pay v3 on a laptop: its interface, callbacks and bills over the simulated ledger. */
import { createHash } from 'node:crypto';
import { chinaInstant, chinaTime } from '../../lambdas/adapters/china-time';
import { isObject, type Members, readObject } from '../../lambdas/adapters/provider-call';
import { signRsa, verifyRsa } from '../../lambdas/adapters/rsa-signature';
import {
  answerText,
  requestText,
  type SignedMessage,
  windowSeconds,
} from '../../lambdas/adapters/wechat-pay/client';
import { yuanText } from '../../lambdas/adapters/yuan-text';
import type { Direction } from '../../lambdas/core/ports/payment-channel';
import type { Instruction, Notice, StatementLine } from '../bank/instructions';
import type { BankLedger } from '../bank/ledger';
import type { Clock } from '../clock';
import { type Callback, type Dialect, type Heard, hungUp, type Said } from './counterpart';
import { WechatPayAgreementBook } from './wechat-pay-agreements';
import { idOf, numberOf } from './wechat-pay-numbers';
import { reasons } from './wechat-pay-reasons';
import { seal } from './wechat-pay-seal';

export interface WechatPaySide {
  readonly clock: Clock;
  readonly merchantId: string;
  readonly merchantSerial: string;
  readonly merchantPublicKey: string;
  readonly wechatPrivateKey: string;
  readonly wechatPublicKeyId: string;
  readonly apiV3Key: string;
  readonly planId?: string;
}

interface Reply {
  readonly status: number;
  readonly body?: object;
  readonly hangUp?: boolean;
}

const refusal = (status: number, code: string): Reply => ({
  status,
  body: { code, message: code },
});
const transferBills = '/v3/fund-app/mch-transfer/transfer-bills';

export const speakWechatPay =
  (side: WechatPaySide) =>
  (ledger: BankLedger): Dialect =>
    new WechatPayDialect(side, ledger);

class WechatPayDialect implements Dialect {
  private readonly accounts = new Map<string, string>();
  private readonly nonces = new Set<string>();
  private sent = 0;
  readonly agreements: WechatPayAgreementBook;

  constructor(
    private readonly side: WechatPaySide,
    private readonly ledger: BankLedger,
  ) {
    const told = (...of: [string, string, object]) => this.sealed(...of, 1);
    this.agreements = new WechatPayAgreementBook(side.clock, side.planId ?? '', told);
  }

  agree(accountToken: string): string {
    const hash = createHash('sha256').update(accountToken).digest('hex');
    const [authorizationId, contractId] = [`auth${hash.slice(0, 20)}`, `Wx${hash.slice(20, 46)}`];
    this.accounts.set(authorizationId, accountToken).set(contractId, accountToken);
    return `${authorizationId}.${contractId}`;
  }

  answer(heard: Heard, ownUrl: string): Said {
    const file = /^\/files\/(\w+)\?date=([\d-]+)$/.exec(heard.path);
    const refused = this.complaint(heard);
    if (file && !refused) return { status: 200, body: this.bill(file[1] ?? '', file[2] ?? '') };
    const reply = refused ?? this.route(heard, ownUrl);
    if (reply.hangUp) return hungUp;
    const body = reply.body ? JSON.stringify(reply.body) : '';
    return { status: reply.status, headers: this.signature(body), body };
  }

  callback(notice: Notice, attempt: number): Callback {
    const instruction = this.ledger.lookUp(notice.instructionId);
    const [type, content] = this.told(notice, instruction);
    return this.sealed(notice.eventId, type, content, attempt);
  }

  private sealed(id: string, type: string, content: object, attempt: number): Callback {
    const nonce = createHash('sha256').update(`${id} ${attempt}`).digest('hex');
    const body = JSON.stringify({
      id,
      create_time: chinaInstant(this.side.clock.now()),
      event_type: type,
      resource_type: 'encrypt-resource',
      resource: seal(JSON.stringify(content), this.side.apiV3Key, nonce.slice(0, 12)),
    });
    return { headers: { 'content-type': 'application/json', ...this.signature(body) }, body };
  }

  private complaint({ method, path, headers, body }: Heard): Reply | undefined {
    const parts = Object.fromEntries(
      [...(headers.authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    );
    const { timestamp = '', nonce_str: nonce = '', signature = '' } = parts;
    const signed = requestText(method, path, { timestamp, nonce, body });
    const ageSeconds = Math.abs(this.side.clock.now() / 1000 - Number(timestamp));
    const genuine =
      headers.authorization?.startsWith('WECHATPAY2-SHA256-RSA2048 ') &&
      parts.mchid === this.side.merchantId &&
      parts.serial_no === this.side.merchantSerial &&
      verifyRsa(signed, signature, this.side.merchantPublicKey);
    if (!genuine || ageSeconds > windowSeconds || this.nonces.has(nonce))
      return refusal(401, 'SIGN_ERROR');
    this.nonces.add(nonce);
    return undefined;
  }

  private route({ method, path, body }: Heard, ownUrl: string): Reply {
    const content = readObject(body) ?? {};
    const target = `${method} ${path.split('?')[0]}`;
    const number = idOf(path.split('?')[0]?.split('/').at(-1));
    const amount = isObject(content.amount) ? content.amount : {};
    if (target === `POST ${transferBills}/transfer`)
      return this.take(
        'disbursement',
        content.out_bill_no,
        content.authorization_id,
        content.transfer_amount,
      );
    if (target === 'POST /v3/papay/pay/transactions/apply')
      return this.take('collection', content.out_trade_no, content.contract_id, amount.total);
    if (target === 'POST /v3/refund/domestic/refunds') return this.refund(content, amount);
    if (target.startsWith(`GET ${transferBills}/out-bill-no/`))
      return this.found(number, 'disbursement') ?? refusal(404, 'NOT_FOUND');
    if (target.startsWith('GET /v3/pay/transactions/out-trade-no/'))
      return this.found(number, 'collection') ?? refusal(404, 'ORDER_NOT_EXIST');
    if (target.startsWith('GET /v3/refund/domestic/refunds/'))
      return this.found(number, 'refund') ?? refusal(404, 'RESOURCE_NOT_EXISTS');
    const bill = /^GET \/v3\/bill\/(\w+)$/.exec(target);
    if (bill) return this.billAddress(bill[1] ?? '', path, ownUrl);
    return this.agreements.answer(target, content) ?? refusal(404, 'NO_SUCH_PATH');
  }

  private take(direction: Direction, number: unknown, account: unknown, amount: unknown): Reply {
    const accountToken = this.accounts.get(String(account)) ?? '';
    const instructionId = idOf(number);
    const request = { instructionId, accountToken, amountFen: Number(amount) };
    return this.reply(this.ledger.take(direction, request), instructionId, direction);
  }

  private reply(
    taken: ReturnType<BankLedger['take']>,
    instructionId: string,
    direction: Direction,
  ): Reply {
    switch (taken.outcome) {
      case 'accepted':
        if (taken.hangUp) return { status: 503, hangUp: true };
        if (direction === 'collection') return { status: 204 };
        return this.found(instructionId, direction) ?? refusal(500, 'SYSTEM_ERROR');
      case 'conflict':
        return refusal(400, direction === 'collection' ? 'OUT_TRADE_NO_USED' : 'INVALID_REQUEST');
      case 'accountUnknown':
        return direction === 'collection'
          ? refusal(400, 'CONTRACT_NOT_EXIST')
          : refusal(400, 'AUTHORIZATION_NOT_EXIST');
      case 'refundImpossible':
        return refusal(400, 'INVALID_REQUEST');
      case 'unavailable':
        return refusal(500, 'SYSTEM_ERROR');
      case 'dropped':
        return { status: 503, hangUp: true };
    }
  }

  private refund(content: Members, amount: Members): Reply {
    const collection = this.ledger.lookUp(idOf(content.out_trade_no));
    if (collection?.direction !== 'collection') return refusal(404, 'RESOURCE_NOT_EXISTS');
    if (amount.total !== collection.amountFen) return refusal(400, 'INVALID_REQUEST');
    const instructionId = idOf(content.out_refund_no);
    const { accountToken, instructionId: collectionId } = collection;
    const request = { instructionId, accountToken, collectionId, amountFen: Number(amount.refund) };
    return this.reply(this.ledger.take('refund', request), instructionId, 'refund');
  }

  private found(instructionId: string, direction: Direction): Reply | undefined {
    const instruction = this.ledger.lookUp(instructionId);
    if (instruction?.direction !== direction) return undefined;
    return { status: 200, body: this.viewOf(instruction, instruction.decision) };
  }

  private told(notice: Notice, instruction: Instruction | undefined): [string, object] {
    if (!instruction) throw new Error('a notice is about an instruction');
    const types = {
      disbursement: 'MCHTRANSFER.BILL.FINISHED',
      collection: 'TRANSACTION.SUCCESS',
      refund: 'REFUND.SUCCESS',
    };
    const { amountFen } = notice;
    return [types[instruction.direction], this.viewOf({ ...instruction, amountFen }, notice)];
  }

  private viewOf(instruction: Instruction, decision: Instruction['decision']): object {
    const { instructionId, amountFen, collectionId, direction } = instruction;
    const at = decision && chinaInstant(Date.parse(decision.occurredAt));
    const paid = decision?.status === 'succeeded';
    const number = numberOf(instructionId);
    const reason = decision?.failureCode && reasons[decision.failureCode];
    if (direction === 'disbursement')
      return {
        mch_id: this.side.merchantId,
        out_bill_no: number,
        transfer_amount: amountFen,
        state: paid ? 'SUCCESS' : decision ? 'FAIL' : 'PROCESSING',
        ...(at && { update_time: at }),
        ...(reason && { fail_reason: reason }),
      };
    if (direction === 'refund')
      return {
        out_refund_no: number,
        out_trade_no: numberOf(collectionId ?? ''),
        amount: { refund: amountFen, currency: 'CNY' },
        status: paid ? 'SUCCESS' : decision ? 'CLOSED' : 'PROCESSING',
        ...(paid && { success_time: at }),
      };
    return {
      mchid: this.side.merchantId,
      out_trade_no: number,
      trade_type: 'PAP',
      trade_state: paid ? 'SUCCESS' : decision ? 'PAYERROR' : 'ACCEPT',
      trade_state_desc: reason ?? '',
      amount: { total: amountFen, currency: 'CNY' },
      ...(paid && { success_time: at }),
    };
  }

  private billAddress(kind: string, path: string, ownUrl: string): Reply {
    const date = new URLSearchParams(path.split('?')[1]).get('bill_date') ?? '';
    if (!this.ledger.statement(date)) return refusal(400, 'NO_STATEMENT_EXIST');
    const hash = createHash('sha1').update(this.bill(kind, date)).digest('hex');
    const download_url = `${ownUrl}/files/${kind}?date=${date}`;
    return { status: 200, body: { hash_type: 'SHA1', hash_value: hash, download_url } };
  }

  /** Cells begin with a backtick, sums follow the rows. */
  private bill(kind: string, date: string): string {
    const lines = this.ledger.statement(date) ?? [];
    const [head, rows] = kind === 'tradebill' ? this.trades(lines) : this.funds(lines);
    const table = rows.map((cells) => cells.map((cell) => `\`${cell}`).join(','));
    return `\uFEFF${[head.join(','), ...table, '总笔数,总金额', '`0,`0.00'].join('\r\n')}\r\n`;
  }

  private trades(lines: readonly StatementLine[]): [string[], string[][]] {
    const own = lines.filter(({ direction }) => ['collection', 'refund'].includes(direction));
    const rows = own.map(({ instructionId, direction, amountFen, occurredAt }) => {
      const back = direction === 'refund';
      const collection = this.ledger.lookUp(instructionId)?.collectionId ?? instructionId;
      return [
        chinaTime(Date.parse(occurredAt)),
        numberOf(collection),
        back ? 'REFUND' : 'SUCCESS',
        back ? numberOf(instructionId) : '0',
        back ? '0.00' : yuanText(amountFen),
        back ? yuanText(amountFen) : '0.00',
      ];
    });
    const head = ['交易时间', '商户订单号', '交易状态', '商户退款单号', '订单金额', '申请退款金额'];
    return [head, rows];
  }

  private funds(lines: readonly StatementLine[]): [string[], string[][]] {
    const rows = lines.map(({ instructionId, direction, amountFen, occurredAt }) => [
      chinaTime(Date.parse(occurredAt)),
      ['disbursement', 'return'].includes(direction) ? '商家转账' : '交易',
      ['disbursement', 'refund'].includes(direction) ? '支出' : '收入',
      yuanText(amountFen),
      numberOf(instructionId),
    ]);
    return [['记账时间', '业务类型', '收支类型', '收支金额(元)', '业务凭证号'], rows];
  }

  private signature(body: string): Record<string, string> {
    this.sent += 1;
    const timestamp = String(Math.floor(this.side.clock.now() / 1000));
    const message: SignedMessage = { timestamp, nonce: `nonce-${this.sent}`, body };
    return {
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': message.nonce,
      'wechatpay-serial': this.side.wechatPublicKeyId,
      'wechatpay-signature': signRsa(answerText(message), this.side.wechatPrivateKey),
    };
  }
}
