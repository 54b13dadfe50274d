/** Ids as the merchant numbers them; see adapters/wechat-pay/numbers.ts. */
export const idOf = (number: unknown): string => String(number).replace(/^([a-z]{3})0/, '$1_');
export const numberOf = (id: string): string => id.replace('_', '0');
