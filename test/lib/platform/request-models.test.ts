import * as z from 'zod';
import { routes } from '../../../lambdas/contract/routes';
import { allowedKeywords, keywordsOf, requestModel } from '../../../lib/platform/request-models';

describe('request models', () => {
  it('exist for every body of the contract, in keywords the gateway honours', () => {
    const bodies = routes.flatMap(({ body }) => (body ? [body] : []));

    expect(bodies.length).toBeGreaterThan(10);
    for (const body of bodies) {
      const refused = keywordsOf(requestModel(body)).filter((word) => !allowedKeywords.has(word));
      expect(refused).toEqual([]);
    }
  });

  it('refuse unknown fields where the contract does', () => {
    expect(requestModel(z.strictObject({ name: z.string() }))).toMatchObject({
      type: 'object',
      required: ['name'],
      additionalProperties: false,
    });
  });

  it.each([
    ['an exclusive bound', z.strictObject({ amountFen: z.int().positive() }), 'exclusiveMinimum'],
    ['a union', z.strictObject({ on: z.union([z.string(), z.int()]) }), 'anyOf'],
    ['a bounded list', z.strictObject({ list: z.array(z.string()).min(1) }), 'minItems'],
    [
      'a list inside a list',
      z.strictObject({ l: z.array(z.array(z.string()).max(2)) }),
      'maxItems',
    ],
  ])('are refused for %s, naming the keyword', (_, body, keyword) => {
    expect(() => requestModel(body)).toThrow(keyword);
  });

  it('take a property named like a keyword for what it is', () => {
    expect(keywordsOf(requestModel(z.strictObject({ oneOf: z.string() })))).not.toContain('oneOf');
  });
});
