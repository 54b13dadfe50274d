/** No answer the contract promises has room for what is never to be returned. */
import * as z from 'zod';
import { callDebtor } from '../../lambdas/contract/collections';
import { openIdentityReview } from '../../lambdas/contract/identity-reviews';
import { problemDocument } from '../../lambdas/contract/problem-document';
import { routes } from '../../lambdas/contract/routes';
import { personalField } from '../../lambdas/contract/schemas';
import { sealedFields } from '../../lambdas/core/users/catalogue';

/** Members by which an answer could carry plain numbers, codes or secrets. */
const forbidden = ['cardNumber', 'idNumber', 'phone', 'phoneNumber', 'secret', 'password'];

describe.each(routes.map((route) => [route.operationId, route] as const))('%s', (_, route) => {
  it('answers no plain card number, ID number or phone', () => {
    for (const schema of Object.values(route.responses)) {
      const names = namesIn(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }));
      const told = names.filter((name) => forbidden.includes(name));
      expect(told).toEqual(route === callDebtor ? ['phoneNumber'] : []);
    }
  });
});

describe('the number of a debtor', () => {
  it('is told to collectors alone, in one answer, and never kept as the answer to a key', () => {
    expect(callDebtor).toMatchObject({ access: ['collector'], method: 'POST' });
    expect(callDebtor.idempotent).toBeUndefined();
    expect(callDebtor.problems).toContain('contact_refused');
  });
});

describe('the export', () => {
  it('to the owner, and a case opened for a reviewer, are the only answers with plain fields', () => {
    const plain = routes.filter(({ responses }) =>
      Object.values(responses).some((schema) =>
        JSON.stringify(formOf(schema)).includes(catalogued),
      ),
    );
    expect(plain.map(({ operationId }) => operationId)).toEqual([
      'openIdentityReview',
      'exportData',
    ]);
    expect(openIdentityReview).toMatchObject({ access: ['reviewer'], stepUp: true });
    expect(sealedFields.bankCard.cardNumber.exported).toBe('masked');
  });
});

describe('a refusal', () => {
  it('has room for a code and figures, not for what was sent', () => {
    const names = namesIn(z.toJSONSchema(problemDocument, { io: 'output' }));
    expect(names.filter((name) => forbidden.includes(name))).toEqual([]);
    expect(names).not.toContain('value');
  });
});

const formOf = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as { properties?: object };
const catalogued = JSON.stringify(formOf(personalField).properties);

/** The names of all members a JSON schema allows, at any depth. */
function namesIn(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(namesIn);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, part]) =>
    name === 'properties'
      ? [...Object.keys(part as object), ...namesIn(Object.values(part as object))]
      : namesIn(part),
  );
}
