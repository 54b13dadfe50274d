/** What may be shown of personal numbers (JR/T 0171-2020, class C2). */

/** First 3 and last 4 of an ID number. */
export const maskIdNumber = (number: string): string => mask(number, 3, 4);

/** First 6 and last 4 of a bank card number. */
export const maskCardNumber = (number: string): string => mask(number, 6, 4);

/** First 3 and last 4 of a phone number. */
export const maskPhoneNumber = (number: string): string => mask(number, 3, 4);

/** The first character of a name, which is the surname as a rule. */
export const maskName = (name: string): string => mask(name, 1, 0);

/** The first six characters of an address: province and city. */
export const maskAddress = (address: string): string => mask(address, 6, 0);

/** The year of an ISO date. */
export const maskDate = (date: string): string => mask(date, 4, 0);

/** The kinds of masks the catalogue names. */
export const masks = {
  none: (text: string) => text,
  hidden: (text: string) => mask(text, 0, 0),
  name: maskName,
  idNumber: maskIdNumber,
  cardNumber: maskCardNumber,
  phoneNumber: maskPhoneNumber,
  address: maskAddress,
  year: maskDate,
} as const;
export type MaskName = keyof typeof masks;

/** A text too short to hide at least as much as it shows is hidden whole. */
function mask(text: string, first: number, last: number): string {
  const characters = [...text];
  const hidden = characters.length - first - last;
  if (hidden < 1 || (last > 0 && hidden < 3)) return '*'.repeat(characters.length);
  const tail = last === 0 ? '' : characters.slice(-last).join('');
  return characters.slice(0, first).join('') + '*'.repeat(hidden) + tail;
}
