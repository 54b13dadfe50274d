/** The notifier on Tencent Cloud SMS: approved templates by kind and language, filled in. */
import {
  type Language,
  type Notice,
  type NoticeKind,
  type Notifier,
  noticeParameters,
} from '../core/ports/notifier';
import { failure, type Result, success } from '../core/result';
import { isNetworkTrouble } from './network-trouble';
import { type TencentCloud, TencentCloudError } from './tencent-cloud';

export interface TencentCloudSms {
  readonly region: string;
  readonly sdkAppId: string;
  readonly signName: string;
  readonly templates: Readonly<Record<NoticeKind, Readonly<Record<Language, string>>>>;
}

/** The moment or the number is to blame (Tencent Cloud SMS 2021-01-11, error codes). */
const passing = /^(InternalError|LimitExceeded|RequestLimitExceeded|ResourceUnavailable)(\.|$)/;
const refusedNumber = new Set([
  'FailedOperation.PhoneNumberInBlacklist',
  'InvalidParameterValue.IncorrectPhoneNumber',
  'UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber',
]);

export class TencentCloudNotifier implements Notifier {
  constructor(
    private readonly cloud: TencentCloud,
    private readonly sms: TencentCloudSms,
  ) {}

  async send(phone: string, notice: Notice): Promise<Result<void, 'notSent'>> {
    const { region, sdkAppId, signName, templates } = this.sms;
    const payload = {
      PhoneNumberSet: [`+86${phone}`],
      SmsSdkAppId: sdkAppId,
      SignName: signName,
      TemplateId: templates[notice.kind][notice.language],
      TemplateParamSet: noticeParameters(notice),
    };
    const call = { service: 'sms', action: 'SendSms', version: '2021-01-11', region, payload };
    try {
      const { SendStatusSet: [sent] = [] } = (await this.cloud.call(call)) as Sent;
      if (sent?.Code !== 'Ok') throw new TencentCloudError(sent?.Code ?? 'InternalError');
      return success(undefined);
    } catch (error) {
      if (isPassing(error)) return failure('notSent');
      throw error;
    }
  }
}

interface Sent {
  readonly SendStatusSet?: readonly { readonly Code: string }[];
}

const isPassing = (error: unknown): boolean =>
  error instanceof TencentCloudError
    ? passing.test(error.code) || refusedNumber.has(error.code)
    : isNetworkTrouble(error);
