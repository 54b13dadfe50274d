/** Tencent Cloud's SendSms on a laptop: signatures are verified, approved templates filled in. */
import {
  refused,
  startTencentCloud,
  type TencentCloudAccount,
  type TencentCloudAnswer,
  type TencentCloudService,
} from '../tencent-cloud/tencent-cloud';
import type { Outbox } from './outbox';

export interface TencentSmsOptions extends TencentCloudAccount {
  readonly outbox: Outbox;
  readonly sdkAppId: string;
  readonly signName: string;
  /** Approved texts with {1}, {2} … by template id. */
  readonly templates: Readonly<Record<string, string>>;
}

export interface TencentSms extends TencentCloudService {
  /** The next message is not accepted, though the call is. */
  refuseNext(code: string): void;
}

interface SendSms {
  readonly PhoneNumberSet: readonly string[];
  readonly SmsSdkAppId: string;
  readonly SignName: string;
  readonly TemplateId: string;
  readonly TemplateParamSet: readonly string[];
}

/** Listens on 127.0.0.1. */
export async function startTencentSms(options: TencentSmsOptions): Promise<TencentSms> {
  const refusing: string[] = [];
  const service = await startTencentCloud(options, (_, input) =>
    send(options, input as SendSms, refusing.shift()),
  );
  return { ...service, refuseNext: (code) => void refusing.push(code) };
}

function send(
  { outbox, sdkAppId, signName, templates }: TencentSmsOptions,
  sms: SendSms,
  refusal?: string,
): TencentCloudAnswer {
  const { PhoneNumberSet: [phone = ''] = [], TemplateParamSet = [] } = sms;
  if (sms.SmsSdkAppId !== sdkAppId) return refused('UnauthorizedOperation.SmsSdkAppIdVerifyFail');
  const template = sms.SignName === signName ? templates[sms.TemplateId] : undefined;
  if (template === undefined) return refused('FailedOperation.TemplateIncorrectOrUnapproved');
  const text = template.replace(/\{(\d)\}/g, (_, n) => TemplateParamSet[Number(n) - 1] ?? '');
  const code = refusal ?? 'Ok';
  if (code === 'Ok') outbox.deliver(phone, `【${signName}】${text}`);
  return { SendStatusSet: [{ PhoneNumber: phone, Code: code }] };
}
