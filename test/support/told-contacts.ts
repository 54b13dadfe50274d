/** How debtors are reached in the test's process: a carrier and a voice robot that were told. */
import type { LoanNotice, Notice, Notifier } from '../../lambdas/core/ports/notifier';
import type { CallOutcome, VoiceRobot, VoiceScript } from '../../lambdas/core/ports/voice-robot';
import { failure, success } from '../../lambdas/core/result';

export class ToldNotifier implements Notifier {
  readonly sent: { readonly phone: string; readonly notice: LoanNotice }[] = [];
  isDown = false;
  /** Runs before a message is taken. */
  meanwhile: () => Promise<unknown> = async () => {};

  async send(phone: string, notice: Notice) {
    await this.meanwhile();
    if (this.isDown) return failure('notSent');
    if ('code' in notice) throw new Error('collection sends no codes');
    this.sent.push({ phone, notice });
    return success(undefined);
  }
}

export class ToldRobot implements VoiceRobot {
  readonly called: {
    readonly phone: string;
    readonly contactId: string;
    readonly script: VoiceScript;
  }[] = [];
  isDown = false;
  /** What becomes of every call. */
  outcome: CallOutcome = { status: 'pending' };
  readonly asked: string[] = [];

  async call(phone: string, contactId: string, script: VoiceScript) {
    if (this.isDown) return failure('notPlaced');
    this.called.push({ phone, contactId, script });
    return success({ callId: `call of ${contactId}` });
  }

  async outcomeOf(callId: string): Promise<CallOutcome> {
    this.asked.push(callId);
    return this.outcome;
  }
}
