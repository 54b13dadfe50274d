/** One company, however its name was typed: widths, spaces, case and brackets do not count. */
export const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s()[\]·.,-]/g, '');
