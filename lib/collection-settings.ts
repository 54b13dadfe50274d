/** How a stage collects: at which hours, and where its voice robot calls from. */
import type { VoiceSettings } from '../lambdas/contract/voice';
import type { StageSettings } from './config';

export interface CollectionSettings {
  /** When debtors are contacted, in China: within the hours that the rules allow. */
  readonly hours: readonly number[];
  /** How long to wait before asking what became of calls. */
  readonly callWaitSeconds: number;
  readonly voice: VoiceSettings;
}

/** To be replaced by the account's own, as docs/guides/collection-and-the-law.md says. */
export const voice: VoiceSettings = {
  instanceId: '00000000-0000-4000-8000-00000000000a',
  contactFlowId: '00000000-0000-4000-8000-00000000000b',
  sourcePhoneNumber: '+86100000000',
};

/** Where nobody is protected, once a day: so that a year can be lived on a laptop in seconds. */
export const collectionOf = (settings: StageSettings): CollectionSettings => ({
  hours: settings.protected ? [9, 13, 18] : [9],
  callWaitSeconds: 300,
  voice,
});
