/**
 * Debit agreements with Alipay: signed on its page, told by notice, asked for and ended by API.
 * Source: https://opendocs.alipay.com/open/8bccfa0b_alipay.user.agreement.page.sign and
 * 3dab71bc_alipay.user.agreement.query.
 */
import type {
  AgreementNotice,
  AgreementQuery,
  AgreementSigning,
  AgreementState,
  SigningStart,
} from '../core/ports/agreement-signing';
import type { NoticeRejection, Unknown } from '../core/ports/payment-channel';
import { failure, type Result, success } from '../core/result';
import { AlipayClient, type AlipayOptions } from './alipay/client';
import { readForm } from './alipay/notices';
import { instantOfChinaTime } from './china-time';
import { type Members, textOf, unknown } from './provider-call';

/** Debits at any time and of any amount that is owed; what debits then name is without the _P. */
const personalProduct = 'GENERAL_WITHHOLDING_P';
const product = 'GENERAL_WITHHOLDING';

export class AlipayAgreements implements AgreementSigning {
  readonly name = 'alipay';
  readonly acknowledgement = { contentType: 'text/plain', body: 'success' } as const;
  private readonly client: AlipayClient;

  /** @param options `notifyUrl` is where notices of agreements go. */
  constructor(private readonly options: AlipayOptions) {
    this.client = new AlipayClient(options);
  }

  /** Nothing is asked: the signed address of the page is the request. */
  async start(agreementId: string): Promise<SigningStart> {
    const terms = await this.terms(agreementId);
    if (!terms) return { outcome: 'refused' };
    const url = await this.client.pageUrl('alipay.user.agreement.page.sign', {
      ...terms,
      product_code: product,
      access_params: { channel: 'ALIPAYAPP' },
    });
    return { outcome: 'started', place: { kind: 'page', url } };
  }

  async query(agreementId: string): Promise<AgreementQuery> {
    const terms = await this.terms(agreementId);
    if (!terms) return unknown('unauthorised');
    const answer = await this.client.call('alipay.user.agreement.query', terms);
    if (answer.outcome === 'unknown') return answer;
    const { members } = answer;
    if (answer.code !== '10000')
      return isAbsent(answer.subCode) ? { outcome: 'notSigned' } : unknown('unavailable');
    if (members.external_agreement_no !== agreementId) return unknown('unintelligible');
    if (members.status === 'TEMP') return { outcome: 'notSigned' };
    const agreement = stateOf(members, this.options.now());
    return agreement ? { outcome: 'found', ...agreement } : unknown('unintelligible');
  }

  async end(agreementId: string): Promise<{ readonly outcome: 'ended' } | Unknown> {
    const terms = await this.terms(agreementId);
    if (!terms) return unknown('unauthorised');
    const answer = await this.client.call('alipay.user.agreement.unsign', terms);
    if (answer.outcome === 'unknown') return answer;
    const ended = answer.code === '10000' || isAbsent(answer.subCode);
    return ended ? { outcome: 'ended' } : unknown('unavailable');
  }

  /** `dut_user_sign` and `dut_user_unsign`; they are signed as notices of trades are. */
  async readNotice(
    rawBody: string,
    _headers: Readonly<Record<string, string | undefined>>,
    nowEpochMillis: number,
  ): Promise<Result<AgreementNotice, NoticeRejection>> {
    const read = readForm(rawBody, await this.options.keys(), nowEpochMillis);
    if (!read.ok) return read;
    const form = read.value;
    if (!/^dut_user_(un)?sign$/.test(form.notify_type ?? '')) return failure('irrelevant');
    const agreement = stateOf(form, nowEpochMillis);
    const { notify_id: eventId, external_agreement_no: agreementId } = form;
    if (!eventId || !agreementId || !agreement) return failure('malformed');
    return success({ eventId, agreementId, agreement });
  }

  /** Undefined while no scene has been agreed with Alipay. */
  private async terms(agreementId: string) {
    const { signScene } = await this.options.keys();
    if (!signScene || !/^[a-z]{3}_\w{1,28}$/.test(agreementId)) return undefined;
    const scene = { personal_product_code: personalProduct, sign_scene: signScene };
    return { ...scene, external_agreement_no: agreementId };
  }
}

const isAbsent = (subCode: string): boolean => subCode.endsWith('USER_AGREEMENT_NOT_EXIST');

/**
 * Of an answer or a notice. STOP: Alipay has suspended it, nothing can be debited. Who the wallet's
 * user is at Alipay is not kept: a debit names the agreement alone, and nothing is paid to it.
 */
function stateOf(members: Members, nowEpochMillis: number): AgreementState | undefined {
  const { status, agreement_no: agreementNo } = members;
  if (status === 'STOP' || status === 'UNSIGN') {
    const endedAt = instantOfChinaTime(members.unsign_time ?? members.notify_time);
    return { state: 'ended', endedAt: endedAt ?? new Date(nowEpochMillis).toISOString() };
  }
  const signedAt = instantOfChinaTime(members.sign_time);
  if (status !== 'NORMAL' || textOf(agreementNo) === '' || !signedAt) return undefined;
  return { state: 'active', accountToken: `.${agreementNo}`, signedAt };
}
