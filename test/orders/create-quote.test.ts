/** Products, the limit and quotes: what is shown, what is priced and what is refused. */
import { handler as createQuote } from '../../lambdas/orders/create-quote';
import { handler as getCreditLimit } from '../../lambdas/orders/get-credit-limit';
import { handler as listProducts } from '../../lambdas/orders/list-products';
import { aBorrower, aBorrowerWithLimit, type Borrower, signedOrder } from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

let world: LendingWorld;
let borrower: Borrower;

beforeEach(async () => {
  world = new LendingWorld();
  borrower = await aBorrowerWithLimit(world);
});

describe('products', () => {
  it('are shown to everyone signed in, with rates once a grade is known', async () => {
    const stranger = await aBorrower(world);
    const [shown] = (await world.call(listProducts, { as: stranger })).body.products;
    const [rated] = (await world.call(listProducts, { as: borrower })).body.products;

    expect(shown).toMatchObject({ productId: 'sunlend-flex', annualRatesPpm: {} });
    expect(rated.annualRatesPpm).toEqual({ '3': 120_000, '6': 122_000, '12': 128_000 });
  });
});

describe('the credit limit', () => {
  it('of someone who never applied is none', async () => {
    const reply = await world.call(getCreditLimit, { as: await aBorrower(world) });

    expect(reply).toEqual({
      status: 200,
      body: {
        status: 'none',
        grantedFen: 0,
        reservedFen: 0,
        usedFen: 0,
        availableFen: 0,
        reasons: [],
      },
    });
  });

  it('shows what a signed order holds', async () => {
    await signedOrder(world, borrower, { amountFen: 1_000_000 });

    expect((await world.call(getCreditLimit, { as: borrower })).body).toMatchObject({
      status: 'granted',
      grade: 'B',
      grantedFen: 4_000_000,
      reservedFen: 1_000_000,
      usedFen: 0,
      availableFen: 3_000_000,
      expiresOn: '2027-11-22',
    });
  });
});

describe('a quote', () => {
  const body = { productId: 'sunlend-flex', amountFen: 1_000_000, termMonths: 12 };
  const quote = (changes: object, as = borrower) =>
    world.call(createQuote, { as, body: { ...body, ...changes } });

  it('names schedule, fees and all-in cost, and adds up', async () => {
    const { status, body: quoted } = await quote({});
    const sum = (name: string) =>
      quoted.rows.reduce((total: number, row: Record<string, number>) => total + row[name]!, 0);

    expect(status).toBe(201);
    expect(quoted.rows).toHaveLength(12);
    expect(sum('principalFen')).toBe(1_000_000);
    expect(sum('totalFen')).toBe(quoted.totalFen);
    expect(quoted.totalFen).toBe(1_000_000 + quoted.totalInterestFen + quoted.totalFeesFen);
    expect(quoted.allInCost.nominalPpm).toBeGreaterThan(quoted.annualRatePpm);
    expect(quoted.allInCost.nominalPpm).toBeLessThanOrEqual(quoted.allInCost.capPpm);
    expect(quoted.expiresAt).toBe(new Date(world.now + 30 * 60_000).toISOString());
  });

  it.each([
    ['product_unavailable', 422, { productId: 'sunlend-gold' }],
    ['product_unavailable', 422, { productId: '__proto__' }],
    ['amount_out_of_range', 422, { amountFen: 49_999 }],
    ['amount_out_of_range', 422, { amountFen: 1_000_001 }],
    ['limit_exceeded', 409, { amountFen: 4_000_001 }],
    ['limit_exceeded', 409, { amountFen: 10_000_000_000 }],
    ['term_unavailable', 422, { termMonths: 7 }],
    ['validation_failed', 400, { amountFen: -1 }],
    ['validation_failed', 400, { amountFen: 1e300 }],
    ['validation_failed', 400, { amountFen: '1000000' }],
    ['validation_failed', 400, { amountFen: 1_000_000.5 }],
    ['validation_failed', 400, { termMonths: 0 }],
    ['validation_failed', 400, { customerId: 'cus_other' }],
  ])('is refused as %s (%d) for %j, and nothing is written', async (code, status, changes) => {
    const before = world.everything;

    expect(await quote(changes)).toMatchObject({ status, body: { code } });
    expect(world.everything).toBe(before);
  });

  it('needs a limit that was granted and has not expired', async () => {
    const refused = { status: 409, body: { code: 'limit_not_granted' } };
    expect(await quote({}, await aBorrower(world))).toMatchObject(refused);

    world.moveTo('2027-11-22');
    expect((await quote({})).status).toBe(201);
    world.moveTo('2027-11-23');
    expect(await quote({})).toMatchObject(refused);
  });
});
