/** What a repayment and a loan's life cost: the figures of `npm run bench` that time cannot blur. */
import { repaymentTrips } from '../../../local/bench/repayment';
import { transitionsOfLife } from '../../../local/bench/transitions';

it('orders a repayment, hears of it and books it in two round trips and one transaction each', async () => {
  expect(await repaymentTrips()).toMatchObject({
    ordered: { roundTrips: 2, transactions: 1 },
    toldAndBooked: { roundTrips: 4, transactions: 2 },
    met: true,
  });
});

it('takes a loan of twelve months through its life in at most twenty transitions', async () => {
  const { origination, nightsOfDay, perLife, met } = await transitionsOfLife();
  expect(origination).toBeGreaterThan(5);
  expect(nightsOfDay).toBe(3 * 4 + 1 + 16);
  expect(perLife).toBeGreaterThan(origination);
  expect(met).toBe(true);
});
