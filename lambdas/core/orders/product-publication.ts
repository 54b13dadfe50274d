/**
 * Publishing a product: two people approve, and nothing it offers may cost more than the cap.
 *
 * Exports: publishProduct, productInForce, productVersion.
 */
import type { IsoDate } from '../calendar';
import { failure, type Result } from '../result';
import type { CapRule } from './cap';
import type { Product, ProductError } from './product';
import { type CapSearch, searchOverCap } from './product-search';

/**
 * A product may be published from the day its version takes effect: approved by two people, each
 * before that day, and with nothing over the cap on it.
 */
export function publishProduct(
  product: Product,
  capRules: readonly CapRule[],
): Result<CapSearch, ProductError> {
  const people = new Set(
    product.approvals.filter(({ on }) => on <= product.effectiveFrom).map(({ by }) => by),
  );
  return people.size < 2
    ? failure({ code: 'needsTwoApprovals', message: 'two people approve a product beforehand' })
    : searchOverCap(product, capRules, product.effectiveFrom);
}

/** The version of a product on sale on a day: the latest that has taken effect. */
export function productInForce(
  products: readonly Product[],
  code: string,
  on: IsoDate,
): Product | undefined {
  return products
    .filter(
      (product) =>
        product.code === code &&
        product.effectiveFrom <= on &&
        (product.effectiveUntil === undefined || on < product.effectiveUntil),
    )
    .sort((left, right) => right.version - left.version)[0];
}

/** The version a contract was signed with, on sale or not. */
export const productVersion = (
  products: readonly Product[],
  code: string,
  version: number,
): Product | undefined =>
  products.find((product) => product.code === code && product.version === version);
