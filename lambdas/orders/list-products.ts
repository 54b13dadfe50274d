/** GET /products: what is on offer today, with the borrower's own rates once a grade is known. */
import { listProducts } from '../contract/orders';
import { type LimitItem, limitKey, usableLimit } from '../core/orders/limit-record';
import { openCatalogue } from '../platform/composition/products';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';

export const handler = serve(listProducts)
  .using({ store: openStore, catalogue: openCatalogue })
  .with(async ({ caller, today }, { store, catalogue }) => {
    const limit = usableLimit(await store.get<LimitItem['body']>(limitKey(caller.id)), today);
    const products = catalogue.onOffer(today).map((product) => ({
      productId: product.code,
      version: product.version,
      name: product.name,
      minimumAmountFen: product.amount.minimumFen,
      maximumAmountFen: product.amount.maximumFen,
      amountStepFen: product.amount.stepFen,
      termsMonths: [...product.termMonths],
      method: product.methods[0] ?? '',
      annualRatesPpm: { ...(limit ? product.rateGrid[limit.grade] : {}) },
    }));
    return answer(200, { products });
  });
