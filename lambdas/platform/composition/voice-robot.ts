/** The voice robot of this stage, as lib/config.ts chose it. */
import { AmazonConnectRobot } from '../../adapters/amazon-connect-robot';
import { connectClient } from '../../adapters/clients/connect';
import { readVariable } from '../../contract/environment';
import type { VoiceSettings } from '../../contract/voice';
import type { VoiceRobot } from '../../core/ports/voice-robot';

export const openVoiceRobot = (): VoiceRobot =>
  new AmazonConnectRobot(
    connectClient(),
    JSON.parse(readVariable('voiceSettings')) as VoiceSettings,
  );
