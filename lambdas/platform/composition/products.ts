/** The products on offer and the legal caps, from models/. */
import capRules from '../../../models/caps/cap-rules.json';
import sunlendFlex1 from '../../../models/products/sunlend-flex-1.json';
import type { CapRule } from '../../core/orders/cap';
import type { Catalogue } from '../../core/orders/offer';
import type { Product } from '../../core/orders/product';

const products = [sunlendFlex1] as unknown as readonly Product[];

export const openCatalogue = (): Catalogue => ({
  capRules: capRules as unknown as readonly CapRule[],
  onOffer: (today) =>
    products.filter(
      ({ effectiveFrom, effectiveUntil }) =>
        effectiveFrom <= today && (effectiveUntil === undefined || today < effectiveUntil),
    ),
  find: (code, version) =>
    products.find((product) => product.code === code && product.version === version),
});
