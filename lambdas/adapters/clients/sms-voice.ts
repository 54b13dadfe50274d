/** The client of AWS End User Messaging, made once a warm function. */
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';

export const smsVoiceClient = (): PinpointSMSVoiceV2Client => new PinpointSMSVoiceV2Client({});
