/** Equal requests hash alike, others do not; an answer is kept once for ever. */
import * as fc from 'fast-check';
import { idempotencyKey, rememberAnswer, requestHash } from '../../lambdas/core/idempotency';

describe('the hash of a request', () => {
  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(requestHash('key-1', { params: {}, body: reordered(body) })).toBe(
          requestHash('key-1', { params: {}, body }),
        );
      }),
    );
  });

  it('differs when anything asked for differs', () => {
    const hashes = [
      { params: {}, body: {} },
      { params: { orderId: 'a' }, body: {} },
      { params: { orderId: 'b' }, body: {} },
      { params: {}, body: { orderId: 'a' } },
      { params: {}, body: { amountFen: 1 } },
      { params: {}, body: { amountFen: 10 } },
      { params: {}, body: { amountFen: '1' } },
      { params: {}, body: { amountFen: [1] } },
      { params: {}, body: { amountFen: null } },
    ].map((asked) => requestHash('key-1', asked));

    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('looks at params and body alone: a retry has other headers, tokens and addresses', () => {
    const asked = { params: {}, body: { amountFen: 1 } };

    expect(requestHash('key-1', { ...asked, headers: { date: 'today' } } as typeof asked)).toBe(
      requestHash('key-1', asked),
    );
  });
});

describe('what the table holds', () => {
  it('tells nothing of the request to whoever does not know the key', () => {
    const asked = { params: {}, body: { cardNumber: '6222020000000000000' } };
    const { sort } = idempotencyKey('users', 'cus_a', 'bindBankCard', 'key-1');

    expect(requestHash('key-1', asked)).not.toBe(requestHash('key-2', asked));
    expect(sort).not.toContain('key-1');
  });
});

describe('a kept answer', () => {
  it('belongs to one caller, one operation and one key', () => {
    const places = [
      idempotencyKey('orders', 'cus_a', 'submitOrder', 'key-1'),
      idempotencyKey('orders', 'cus_b', 'submitOrder', 'key-1'),
      idempotencyKey('orders', 'cus_a', 'signOrder', 'key-1'),
      idempotencyKey('orders', 'cus_a', 'submitOrder', 'key-2'),
      idempotencyKey('repayment', 'cus_a', 'submitOrder', 'key-1'),
    ].map((key) => JSON.stringify(key));

    expect(new Set(places).size).toBe(places.length);
  });

  it('is inserted and never expires, so that no second effect can come under its key', () => {
    const key = idempotencyKey('orders', 'cus_a', 'submitOrder', 'key-1');

    expect(rememberAnswer(key, 'hash', 201, { orderId: 'ord_a' })).toEqual({
      kind: 'insert',
      item: { key, body: { requestHash: 'hash', status: 201, answer: '{"orderId":"ord_a"}' } },
    });
  });
});

function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).map(([name, member]) => [name, reordered(member)]);
  return Object.fromEntries(members.reverse());
}
