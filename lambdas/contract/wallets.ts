/** Wallets: linked by a debit agreement that the borrower signs in the wallet's app. */
import * as z from 'zod';
import { route } from './route';
import { instant, nothing, walletId } from './schemas';

/** Channels whose agreements can be signed; of them those that the stage uses. */
export const walletChannels = ['alipay', 'wechat-pay'] as const;

export const wallet = z.strictObject({
  walletId,
  channel: z.enum(walletChannels),
  state: z.enum(['pending', 'active', 'ended']),
  startedAt: instant,
  signedAt: instant.optional(),
  endedAt: instant.optional(),
});

const signingPlace = z.discriminatedUnion('kind', [
  /** Opened by the wallet's app. */
  z.strictObject({ kind: z.literal('page'), url: z.string() }),
  z.strictObject({ kind: z.literal('miniProgram'), username: z.string(), path: z.string() }),
]);

export const linkWallet = route({
  operationId: 'linkWallet',
  capability: 'users',
  method: 'POST',
  path: '/payment-instruments/wallets',
  access: ['borrower'],
  stepUp: true,
  idempotent: true,
  summary: 'Start a debit agreement; the answer says where it is signed',
  body: z.strictObject({ channel: z.enum(walletChannels) }),
  responses: { 201: wallet.extend({ signing: signingPlace }) },
  problems: [
    'consent_missing',
    'identity_incomplete',
    'not_found',
    'wallet_already_linked',
    'unavailable',
  ],
});

export const listWallets = route({
  operationId: 'listWallets',
  capability: 'users',
  method: 'GET',
  path: '/payment-instruments/wallets',
  access: ['borrower'],
  summary: "One's own wallets; nothing of the agreement itself is shown",
  responses: { 200: z.strictObject({ wallets: z.array(wallet) }) },
});

export const getWallet = route({
  operationId: 'getWallet',
  capability: 'users',
  method: 'GET',
  path: '/payment-instruments/wallets/{walletId}',
  access: ['borrower'],
  summary: 'A wallet; while it is pending its provider is asked',
  params: z.strictObject({ walletId }),
  owned: { walletId: 'wallet' },
  responses: { 200: wallet },
  problems: ['not_found'],
});

export const unlinkWallet = route({
  operationId: 'unlinkWallet',
  capability: 'users',
  method: 'DELETE',
  path: '/payment-instruments/wallets/{walletId}',
  access: ['borrower'],
  summary: 'End the debit agreement, at its provider first',
  params: z.strictObject({ walletId }),
  owned: { walletId: 'wallet' },
  body: nothing,
  responses: { 200: wallet },
  problems: ['not_found', 'unavailable'],
});

export const receiveAgreementNotice = route({
  operationId: 'receiveAgreementNotice',
  capability: 'users',
  method: 'POST',
  path: '/channels/{channel}/agreements',
  access: 'channel',
  summary: "A payment channel's signed notice that an agreement was signed or ended",
  params: z.strictObject({ channel: z.string().regex(/^[a-z-]{1,30}$/) }),
  // The channel's own: its adapter verifies the signature over the raw bytes.
  body: z.looseObject({}),
  responses: { 200: z.strictObject({ received: z.literal(true) }) },
  problems: ['callback_rejected', 'not_found', 'unavailable'],
});
