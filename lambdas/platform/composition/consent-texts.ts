/** The consent texts, from models/consents: every version ever shown, each in a file of its own. */
import creditInquiry1 from '../../../models/consents/credit-inquiry-1.json';
import faceRecognition1 from '../../../models/consents/face-recognition-1.json';
import privacyPolicy1 from '../../../models/consents/privacy-policy-1.json';
import privacyPolicy2 from '../../../models/consents/privacy-policy-2.json';
import thirdPartySharing1 from '../../../models/consents/third-party-sharing-1.json';
import thirdPartySharing2 from '../../../models/consents/third-party-sharing-2.json';
import withdrawalEffects from '../../../models/consents/withdrawal-effects.json';
import type { ConsentText, WithdrawalEffects } from '../../core/users/consents';

const texts = [
  privacyPolicy1,
  privacyPolicy2,
  creditInquiry1,
  faceRecognition1,
  thirdPartySharing1,
  thirdPartySharing2,
];

export const openConsentTexts = (): readonly ConsentText[] => texts as readonly ConsentText[];

export const openWithdrawalEffects = (): WithdrawalEffects => withdrawalEffects;
