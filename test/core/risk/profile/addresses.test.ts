import {
  isPublic,
  lineOf,
  parseAddress,
  subnetOf,
} from '../../../../lambdas/core/risk/profile/addresses';

const read = (text: string) => parseAddress(text)!;

describe('an address', () => {
  it.each([
    ['223.5.5.5', 'v4/24:df0505'],
    ['::ffff:223.5.5.5', 'v4/24:df0505'],
    ['2400:3200::1', 'v6/48:240032000000'],
    ['2400:3200:0:0:0:0:0:1', 'v6/48:240032000000'],
  ])('%s lies in the network %s', (text, subnet) => {
    expect(subnetOf(read(text))).toBe(subnet);
  });

  it('of IPv6 is one line within its /64', () => {
    expect(lineOf(read('2400:3200::1'))).toBe(lineOf(read('2400:3200::ffff:ffff')));
    expect(lineOf(read('2400:3200::1'))).not.toBe(lineOf(read('2400:3200:0:1::1')));
    expect(lineOf(read('223.5.5.5'))).not.toBe(lineOf(read('223.5.5.6')));
  });

  it.each(['', '1.2.3', '1.2.3.256', '01.2.3.4', '1::2::3', ':1', '12345::', 'g::1', '1:2:3'])(
    'is not %j',
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );

  it.each([
    '10.0.0.1',
    '100.64.3.4',
    '127.0.0.1',
    '169.254.1.1',
    '172.31.255.255',
    '192.0.2.1',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    'fe80::1',
    'fd00::1',
    '2001:db8::1',
    'ff02::1',
  ])('%s names nobody', (text) => {
    expect(isPublic(read(text))).toBe(false);
  });

  it.each(['223.5.5.5', '172.32.0.1', '100.128.0.1', '2400:3200::1'])('%s is public', (text) => {
    expect(isPublic(read(text))).toBe(true);
  });
});
