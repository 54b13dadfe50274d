/** Why WeChat Pay moved no money, in its words. */
export const reasons: Readonly<Record<string, string>> = {
  insufficientFunds: 'NOTENOUGH',
  accountRestricted: 'ACCOUNT_FROZEN',
  accountClosed: 'ACCOUNT_NOT_EXIST',
  limitExceeded: 'RULE_LIMIT',
  declined: 'PAYERROR',
};
