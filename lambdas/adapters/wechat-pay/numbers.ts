/** Our ids as WeChat Pay's numbers and back: a transfer's may hold letters and digits alone. */

/** 'dis_abc' as 'dis0abc': the fourth sign is always the one we put there. */
export const numberOf = (instructionId: string): string => instructionId.replace('_', '0');

/** Undefined for a number that is none of ours. */
export function instructionIdOf(number: unknown): string | undefined {
  return typeof number === 'string' && /^[a-z]{3}0[A-Za-z0-9]{1,28}$/.test(number)
    ? `${number.slice(0, 3)}_${number.slice(4)}`
    : undefined;
}

/** What can be made a number and read back. */
export const isNumberable = (instructionId: string): boolean =>
  /^[a-z]{3}_[A-Za-z0-9]{1,28}$/.test(instructionId);
