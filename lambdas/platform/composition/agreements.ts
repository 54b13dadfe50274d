/** The registry of channels whose debit agreements can be signed: one line each. */
import { AlipayAgreements } from '../../adapters/alipay-agreements';
import { secretMembers } from '../../adapters/secret-value';
import { WechatPayAgreements } from '../../adapters/wechat-pay-agreements';
import type { AgreementSigning } from '../../core/ports/agreement-signing';
import { type Place, placesOf } from './channels';

const registry: Readonly<Record<string, (place: Place) => AgreementSigning>> = {
  alipay: (at) =>
    new AlipayAgreements({ ...at, gatewayUrl: at.url, keys: secretMembers(at.secretArn) }),
  'wechat-pay': (at) => new WechatPayAgreements({ ...at, keys: secretMembers(at.secretArn) }),
};

export interface Signings {
  /** Undefined for one that this stage does not use, or that has no agreements. */
  find(name: string): AgreementSigning | undefined;
}

export function openSignings(): Signings {
  const signings = placesOf('agreements').flatMap(([name, place]) => {
    const open = registry[name];
    return open ? [open(place)] : [];
  });
  return { find: (wanted) => signings.find(({ name }) => name === wanted) };
}
