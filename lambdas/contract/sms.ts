/** Who carries text messages: set per stage in lib/config.ts, read by the functions that send. */
import type { Language, NoticeKind } from '../core/ports/notifier';

export type SmsSettings =
  | { readonly provider: 'sns' }
  | {
      readonly provider: 'endUserMessaging';
      /** A phone number, sender id or pool, by its ARN. */
      readonly originationIdentity: string;
    }
  | {
      /** Its API key is in the secret TencentCloudKey: { secretId, secretKey }. */
      readonly provider: 'tencentCloud';
      /** For example ap-guangzhou. */
      readonly region: string;
      readonly sdkAppId: string;
      readonly signName: string;
      /** Ids of the approved templates. */
      readonly templates: Readonly<Record<NoticeKind, Readonly<Record<Language, string>>>>;
    };
