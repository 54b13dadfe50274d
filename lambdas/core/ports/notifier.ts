/** The port to text messages: what is said is decided here, how it travels is the adapter's. */
import type { Result } from '../result';

/** Everything that is ever sent. Providers with approved templates map the kind to theirs. */
export type Notice = {
  readonly kind: 'signInCode';
  readonly code: string;
  readonly validMinutes: number;
};

export interface Notifier {
  /**
   * @param phone eleven digits of mainland China.
   * `notSent`: the provider is down, throttles or refuses the number; it may be tried again.
   */
  send(phone: string, notice: Notice): Promise<Result<void, 'notSent'>>;
}

/** The notice in words, Chinese first. */
export const noticeText = ({ code, validMinutes }: Notice): string =>
  `【Sunlend】验证码 ${code}，${validMinutes} 分钟内有效，请勿告知他人，我们不会向您索取。` +
  `Your Sunlend code is ${code}, valid for ${validMinutes} minutes. Never share it.`;
