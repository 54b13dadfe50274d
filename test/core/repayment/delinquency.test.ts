import { bucketOf } from '../../../lambdas/core/repayment/delinquency';

describe('a bucket of days past due', () => {
  it.each([
    [-1, 'current'],
    [0, 'current'],
    [1, '1-3'],
    [3, '1-3'],
    [4, '4-15'],
    [15, '4-15'],
    [16, '16-30'],
    [30, '16-30'],
    [31, '31-60'],
    [60, '31-60'],
    [61, '61-90'],
    [90, '61-90'],
    [91, '90+'],
    [1000, '90+'],
  ])('of %i days is %s', (days, bucket) => {
    expect(bucketOf(days)).toBe(bucket);
  });
});
