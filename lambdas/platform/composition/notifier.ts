/** The notifier of this stage, as lib/config.ts chose it. */
import { smsVoiceClient } from '../../adapters/clients/sms-voice';
import { snsClient } from '../../adapters/clients/sns';
import { EndUserMessagingNotifier } from '../../adapters/end-user-messaging-notifier';
import { SnsNotifier } from '../../adapters/sns-notifier';
import { TencentCloudNotifier } from '../../adapters/tencent-cloud-notifier';
import { readVariable } from '../../contract/environment';
import type { SmsSettings } from '../../contract/sms';
import type { Notifier } from '../../core/ports/notifier';
import { measure } from '../observability';
import { openTencentCloud } from './tencent-cloud';

export const openNotifier = (): Notifier =>
  counted(carrierOf(JSON.parse(readVariable('smsSettings')) as SmsSettings));

/** Counts what the carrier took and what it did not, whichever carrier it is. */
export const counted = (carrier: Notifier): Notifier => ({
  async send(phone, notice) {
    let isSent = false;
    try {
      const sent = await carrier.send(phone, notice);
      isSent = sent.ok;
      return sent;
    } finally {
      measure(isSent ? 'MessagesSent' : 'MessagesNotSent');
    }
  },
});

function carrierOf(settings: SmsSettings): Notifier {
  switch (settings.provider) {
    case 'sns':
      return new SnsNotifier(snsClient());
    case 'endUserMessaging':
      return new EndUserMessagingNotifier(smsVoiceClient(), settings.originationIdentity);
    case 'tencentCloud':
      return new TencentCloudNotifier(openTencentCloud(), settings);
  }
}
