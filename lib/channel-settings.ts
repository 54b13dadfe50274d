/** Whom each stage sends money through: the sandbox bank, or providers under contract. */
import type { ChannelSettings } from '../lambdas/contract/channels';

export const sandboxChannels: ChannelSettings = {
  enabled: ['sandbox'],
  urls: {},
  callbackOrigin: 'https://api.invalid',
};

export const stagingChannels: ChannelSettings = {
  enabled: ['bank-custody', 'alipay', 'wechat-pay'],
  urls: {
    'bank-custody': 'https://custody.staging.bank.example',
    alipay: 'https://openapi-sandbox.dl.alipaydev.com/gateway.do',
    'wechat-pay': 'https://api.mch.weixin.qq.com',
  },
  callbackOrigin: 'https://api.staging.sunlend.example',
};

export const prodChannels: ChannelSettings = {
  ...stagingChannels,
  urls: {
    'bank-custody': 'https://custody.bank.example',
    alipay: 'https://openapi.alipay.com/gateway.do',
    'wechat-pay': 'https://api.mch.weixin.qq.com',
  },
  callbackOrigin: 'https://api.sunlend.example',
};
