/** What every notifier adapter must do: one suite, run against each with its local counterpart. */
import {
  type CodeNotice,
  languages,
  type Notice,
  type NoticeKind,
  type Notifier,
  noticeKinds,
  noticeParameters,
  noticeText,
} from '../../lambdas/core/ports/notifier';
import type { Outbox } from '../../local/sms/outbox';

export interface NotifierSetup {
  readonly notifier: Notifier;
  readonly outbox: Outbox;
  /** The provider has too much to do, for one call. */
  throttleNext(): void;
  /** The provider takes no message to this number, for one call. */
  refuseNumberNext(): void;
  /** The provider finds that we may not send, for one call. */
  forbidNext(): void;
  /** Nobody answers any more. */
  disconnect(): Promise<void>;
  close(): Promise<void>;
}

const phone = '13900000001';

export function describeNotifier(name: string, open: () => Promise<NotifierSetup>): void {
  describe(`the notifier on ${name}`, () => {
    let setup: NotifierSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    it.each(noticeKinds.flatMap((kind) => languages.map((language) => [kind, language] as const)))(
      'says %s in %s, in the words that were filed',
      async (kind, language) => {
        const notice = noticeOf(kind, language);
        expect(await setup.notifier.send(phone, notice)).toEqual({ ok: true, value: undefined });
        expect(setup.outbox.messages()).toMatchObject([
          { phoneNumber: '+8613900000001', message: noticeText(notice) },
        ]);
        expect(noticeText(notice)).toMatch(/^【Sunlend】/);
        for (const value of noticeParameters(notice)) expect(noticeText(notice)).toContain(value);
        expect(noticeText(notice)).not.toMatch(/[{}]/);
      },
    );

    it.each(['throttleNext', 'refuseNumberNext'] as const)(
      'calls it not sent after %s, and sends when asked again',
      async (trouble) => {
        setup[trouble]();
        const refused = await setup.notifier.send(phone, aNotice());
        expect(refused).toEqual({ ok: false, error: 'notSent' });
        expect(setup.outbox.messages()).toHaveLength(0);
        expect((await setup.notifier.send(phone, aNotice())).ok).toBe(true);
      },
    );

    it('calls it not sent when nobody answers', async () => {
      await setup.disconnect();
      const refused = await setup.notifier.send(phone, aNotice());
      expect(refused).toEqual({ ok: false, error: 'notSent' });
    });

    it('does not hide that it was not allowed to, and quotes neither phone nor code', async () => {
      setup.forbidNext();
      const error: Error = await setup.notifier.send(phone, aNotice()).then(
        () => new Error('it was sent'),
        (thrown) => thrown,
      );
      expect(error.message).not.toBe('it was sent');
      expect(`${error.message}${error.stack}`).not.toMatch(/012345|13900000001/);
    });
  });
}

const aNotice = (): CodeNotice => ({
  kind: 'signInCode',
  code: '012345',
  validMinutes: 5,
  language: 'zh',
});

function noticeOf(kind: NoticeKind, language: Notice['language']): Notice {
  switch (kind) {
    case 'signInCode':
    case 'proofCode':
    case 'phoneChangeCode':
      return { kind, language, code: '012345', validMinutes: 5 };
    default:
      return { kind, language, amountFen: 123_405, dueOn: '2026-12-22' };
  }
}
