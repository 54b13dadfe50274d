/** The products on offer and the legal caps, read from models/ and refused if anything is wrong. */
import capRulesData from '../../../models/caps/cap-rules.json';
import sunlendFlex1 from '../../../models/products/sunlend-flex-1.json';
import { readCapRules } from '../../core/orders/cap';
import type { Catalogue } from '../../core/orders/offer';
import type { Product } from '../../core/orders/product';
import { readProduct } from '../../core/orders/product-input';
import { productInForce, productVersion } from '../../core/orders/product-publication';
import type { Result } from '../../core/result';

/** Every version there ever was; the build refuses one that may not be published. */
export const openProducts = (): readonly Product[] =>
  [sunlendFlex1].map((data) => readOrThrow(readProduct(data)));

export function openCatalogue(): Catalogue {
  const products = openProducts();
  const codes = [...new Set(products.map(({ code }) => code))];
  return {
    capRules: readOrThrow(readCapRules(capRulesData)),
    onOffer: (today) => codes.flatMap((code) => productInForce(products, code, today) ?? []),
    find: (code, version) => productVersion(products, code, version),
  };
}

/** What lies in models/ is part of the deployment: a mistake there must not start. */
function readOrThrow<T>(read: Result<T, { readonly message: string }>): T {
  if (!read.ok) throw new Error(`models/: ${read.error.message}`);
  return read.value;
}
