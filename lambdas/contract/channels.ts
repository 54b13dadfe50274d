/** Which payment channels a stage speaks to: set in lib/config.ts, read by those who use them. */

/** As they stand in /channels/{channel}/callbacks and in models/payments/routes-1.json. */
export const channelNames = ['sandbox', 'alipay', 'wechat-pay', 'bank-custody'] as const;
export type ChannelName = (typeof channelNames)[number];

export interface ChannelSettings {
  /** The sandbox bank alone, or providers; never both where real money moves. */
  readonly enabled: readonly [ChannelName, ...ChannelName[]];
  /** Where each answers, without a final slash; the sandbox bank's is a deployment parameter. */
  readonly urls: Readonly<Partial<Record<ChannelName, string>>>;
  /** The API's own address as providers reach it, e.g. https://api.sunlend.example. */
  readonly callbackOrigin: string;
}

/** What a function that uses channels is told. */
export interface GrantedChannels extends ChannelSettings {
  /** ARN of each enabled channel's secret; absent where a function only chooses among them. */
  readonly secrets?: Readonly<Partial<Record<ChannelName, string>>>;
}

/** The members of each provider's secret, to be filled in by hand; empty ones count as missing. */
export const channelSecretMembers = {
  alipay: ['appId', 'privateKey', 'alipayPublicKey', 'appCertSn', 'alipayRootCertSn', 'signScene'],
  'wechat-pay': [
    'merchantId',
    'appId',
    'privateKey',
    'certificateSerial',
    'wechatPublicKey',
    'wechatPublicKeyId',
    'apiV3Key',
    'transferSceneId',
    'planId',
  ],
  'bank-custody': [
    'member',
    'algorithm',
    'privateKey',
    'bankPublicKey',
    'tlsCertificate',
    'tlsKey',
    'tlsAuthority',
  ],
} as const satisfies Readonly<Record<Exclude<ChannelName, 'sandbox'>, readonly string[]>>;
