/** The table of banks: every number leads to one bank, the longest match wins. */
import { type Bank, bankOf } from '../../../lambdas/core/users/banks';
import { openBanks } from '../../../lambdas/platform/composition/banks';

describe('the bank of a card', () => {
  it.each([
    ['6222020000000000000', '工商银行'],
    ['6228480000000000000', '农业银行'],
    ['6217000000000000000', '建设银行'],
    ['6299990000000000', '沙盒银行'],
    ['1030000000000000000', '农业银行'],
    ['9999990000000000', '其他银行'],
  ])('of %s is %s', (cardNumber, bank) => {
    expect(bankOf(openBanks(), cardNumber).zh).toBe(bank);
  });

  it('is that of the longest match, in whatever order they are listed', () => {
    const short: Bank = { code: 'S', name: { en: 'Short', zh: '短' }, bins: ['622'] };
    const long: Bank = { code: 'L', name: { en: 'Long', zh: '长' }, bins: ['622202'] };
    expect(bankOf([short, long], '6222021').en).toBe('Long');
    expect(bankOf([long, short], '6222021').en).toBe('Long');
    expect(bankOf([long, short], '6221').en).toBe('Short');
  });
});

describe('the table', () => {
  it('gives no number to two banks and holds nothing but digits', () => {
    const bins = openBanks().flatMap((bank) => bank.bins);
    expect(new Set(bins).size).toBe(bins.length);
    for (const bin of bins) expect(bin).toMatch(/^\d{3,9}$/);
  });
});
