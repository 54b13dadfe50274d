/** The port to text messages: what is said is decided here, how it travels is the adapter's. */
import type { Result } from '../result';

export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];

export const codeNoticeKinds = ['signInCode', 'proofCode', 'phoneChangeCode'] as const;

/** Chinese, unless a client asks for English first. */
export const languageOf = (acceptLanguage: string | undefined): Language =>
  /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'zh';

/** A code, and what it is for: a code read out for one thing must not serve another. */
export interface CodeNotice {
  readonly kind: (typeof codeNoticeKinds)[number];
  readonly code: string;
  readonly validMinutes: number;
  readonly language: Language;
}

export const loanNoticeKinds = ['instalmentComing', 'instalmentDueToday', 'loanOverdue'] as const;

/** About a loan, to its borrower alone: an amount and a day, no threat and no name. */
export interface LoanNotice {
  readonly kind: (typeof loanNoticeKinds)[number];
  readonly amountFen: number;
  /** The due day, of what is overdue the oldest one: YYYY-MM-DD. */
  readonly dueOn: string;
  readonly language: Language;
}

/** Everything that is ever sent. Providers with approved templates map the kind to theirs. */
export type Notice = CodeNotice | LoanNotice;
export type NoticeKind = Notice['kind'];

export interface Notifier {
  /**
   * @param phone eleven digits of mainland China.
   * `notSent`: the provider is down, throttles or refuses the number; it may be tried again.
   */
  send(phone: string, notice: Notice): Promise<Result<void, 'notSent'>>;
}

export const noticeKinds: readonly NoticeKind[] = [...codeNoticeKinds, ...loanNoticeKinds];

/** What fills the placeholders {1} and {2} of a template, in their order. */
export const noticeParameters = (notice: Notice): readonly [string, string] =>
  'code' in notice
    ? [notice.code, String(notice.validMinutes)]
    : [notice.dueOn, yuan(notice.amountFen)];

/** 1234.50, as templates of carriers take it. */
const yuan = (amountFen: number): string =>
  `${Math.floor(amountFen / 100)}.${String(amountFen % 100).padStart(2, '0')}`;

/** Also what is to be filed with a provider that approves templates. */
export const noticeTemplates: Readonly<Record<NoticeKind, Readonly<Record<Language, string>>>> = {
  signInCode: {
    zh: '登录验证码 {1}，{2} 分钟内有效。请勿告知他人，我们不会向您索取。',
    en: 'Your sign-in code is {1}, valid for {2} minutes. Never share it; we never ask for it.',
  },
  proofCode: {
    zh: '身份验证码 {1}，{2} 分钟内有效，用于确认您本人的操作。请勿告知他人。',
    en: 'Your code to confirm it is you: {1}, valid for {2} minutes. Never share it.',
  },
  phoneChangeCode: {
    zh: '更换手机号验证码 {1}，{2} 分钟内有效。如非本人操作，请勿告知他人并联系我们。',
    en: 'Code {1} changes the phone of your account, valid for {2} minutes. Not you? Tell us.',
  },
  instalmentComing: {
    zh: '您的借款将于 {1} 还款，应还 {2} 元，请确保还款卡余额充足。已还款请忽略。',
    en: 'Your instalment of {2} yuan is due on {1}. If you have paid, thank you.',
  },
  instalmentDueToday: {
    zh: '您的借款今日（{1}）应还 {2} 元，请确保还款卡余额充足。已还款请忽略。',
    en: 'Your instalment of {2} yuan is due today, {1}. If you have paid, thank you.',
  },
  loanOverdue: {
    zh: '您 {1} 到期的借款尚有 {2} 元未还。还款有困难或对金额有异议，请在应用内告诉我们。',
    en: '{2} yuan due since {1} are unpaid. In difficulty, or not in agreement? Tell us in the app.',
  },
};

/** The sender's signature, which mainland carriers demand in front. */
const signature = '【Sunlend】';

/** The notice in words, in its language. */
export const noticeText = (notice: Notice): string =>
  signature +
  noticeParameters(notice).reduce(
    (text, value, at) => text.replace(`{${at + 1}}`, value),
    noticeTemplates[notice.kind][notice.language],
  );
