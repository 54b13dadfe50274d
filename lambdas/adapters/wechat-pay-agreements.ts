/**
 * Debit contracts with WeChat Pay v3: signed in its mini program, told by callback, asked for and
 * ended by API. Source: https://pay.weixin.qq.com/doc/v3/merchant/4012978414.
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
import { instantOf } from './china-time';
import { isObject, type Members, readObject, textOf, unknown } from './provider-call';
import { isAbsence } from './wechat-pay/answers';
import { checkSignature, WechatPayClient, type WechatPayOptions } from './wechat-pay/client';
import { openResource } from './wechat-pay/notices';
import { instructionIdOf, isNumberable, numberOf } from './wechat-pay/numbers';

export class WechatPayAgreements implements AgreementSigning {
  readonly name = 'wechat-pay';
  readonly acknowledgement = {
    contentType: 'application/json',
    body: '{"code":"SUCCESS"}',
  } as const;
  private readonly client: WechatPayClient;

  /** @param options `notifyUrl` is where callbacks about contracts go. */
  constructor(private readonly options: WechatPayOptions) {
    this.client = new WechatPayClient(options);
  }

  async start(agreementId: string): Promise<SigningStart> {
    const { appId, planId = '' } = await this.options.keys();
    if (!/^\d{1,18}$/.test(planId) || !isNumberable(agreementId)) return { outcome: 'refused' };
    const answer = await this.client.call(
      'POST',
      '/v3/papay/entrust-sign/contracts/pre-entrust-sign',
      {
        sign_scene: 'SIGN_SCENE_APP',
        appid: appId,
        plan_id: Number(planId),
        out_contract_code: numberOf(agreementId),
        // Shown on WeChat Pay's page: ours, and nothing of the person.
        contract_display_account: 'Sunlend 还款',
        contract_notify_url: this.options.notifyUrl,
      },
    );
    if (answer.outcome === 'unknown') return answer;
    if (answer.code !== '')
      return answer.status === 400 || answer.status === 403
        ? { outcome: 'refused' }
        : unknown('unavailable');
    const username = textOf(answer.members.mini_program_username);
    const path = textOf(answer.members.mini_program_path);
    if (!username || !path) return unknown('unintelligible');
    return { outcome: 'started', place: { kind: 'miniProgram', username, path } };
  }

  async query(agreementId: string): Promise<AgreementQuery> {
    const path = await this.pathOf(agreementId);
    if (!path) return unknown('unauthorised');
    const answer = await this.client.call('GET', path);
    if (answer.outcome === 'unknown') return answer;
    if (answer.code !== '')
      return isAbsent(answer.code) ? { outcome: 'notSigned' } : unknown('unavailable');
    if (idOf(answer.members) !== agreementId) return unknown('unintelligible');
    const agreement = stateOf(answer.members);
    return agreement ? { outcome: 'found', ...agreement } : { outcome: 'notSigned' };
  }

  async end(agreementId: string): Promise<{ readonly outcome: 'ended' } | Unknown> {
    const path = await this.pathOf(agreementId);
    if (!path) return unknown('unauthorised');
    const remark = { contract_termination_remark: '用户解约' };
    const answer = await this.client.call('POST', `${path}/terminate`, remark);
    if (answer.outcome === 'unknown') return answer;
    const ended = answer.code === '' || isAbsent(answer.code);
    return ended ? { outcome: 'ended' } : unknown('unavailable');
  }

  async readNotice(
    rawBody: string,
    headers: Readonly<Record<string, string | undefined>>,
    nowEpochMillis: number,
  ): Promise<Result<AgreementNotice, NoticeRejection>> {
    const keys = await this.options.keys();
    const check = checkSignature(keys, headers, rawBody, nowEpochMillis);
    if (check !== 'valid') return failure(check);
    const notice = readObject(rawBody);
    const opened = readObject(openResource(notice?.resource, keys.apiV3Key) ?? '');
    if (!opened || typeof notice?.id !== 'string') return failure('malformed');
    if (!('out_contract_code' in opened)) return failure('irrelevant');
    const agreementId = idOf(opened);
    const agreement = stateOf(opened);
    if (!agreementId || !agreement) return failure('malformed');
    return success({ eventId: notice.id, agreementId, agreement });
  }

  /** Undefined while no plan (template of contracts) has been approved. */
  private async pathOf(agreementId: string): Promise<string | undefined> {
    const { planId = '' } = await this.options.keys();
    if (!/^\d{1,18}$/.test(planId) || !isNumberable(agreementId)) return undefined;
    const code = numberOf(agreementId);
    return `/v3/papay/sign/contracts/plan-id/${planId}/out-contract-code/${code}`;
  }
}

const isAbsent = (code: string): boolean => isAbsence(code) || code === 'CONTRACT_NOT_EXIST';

const idOf = ({ out_contract_code: code }: Members) => instructionIdOf(code);

/** What was terminated says so; what was signed says when. The token has no transfer part. */
function stateOf(members: Members): AgreementState | undefined {
  const { contract_terminate_info: termination, contract_id: contractId } = members;
  const endedAt = isObject(termination)
    ? instantOf(termination.contract_terminated_time)
    : undefined;
  if (endedAt) return { state: 'ended', endedAt };
  const signedAt = instantOf(members.contract_signed_time);
  if (!signedAt || textOf(contractId) === '') return undefined;
  return { state: 'active', accountToken: `.${textOf(contractId)}`, signedAt };
}
