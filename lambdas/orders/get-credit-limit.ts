/** GET /credit-limit: what was granted, what open orders hold and loans use, what is left. */
import { getCreditLimit } from '../contract/orders';
import { emptyCreditLimit } from '../core/orders/credit-limit';
import { type LimitItem, limitFigures, limitKey } from '../core/orders/limit-record';
import { reasonText } from '../platform/composition/reasons';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';

export const handler = serve(getCreditLimit)
  .using({ store: openStore })
  .with(async ({ caller }, { store }) => {
    const limit = (await store.get<LimitItem['body']>(limitKey(caller.id)))?.body;
    if (!limit)
      return answer(200, { status: 'none', ...limitFigures(emptyCreditLimit), reasons: [] });
    return answer(200, {
      status: limit.status,
      ...(limit.grade && { grade: limit.grade }),
      ...limitFigures(limit.ledger),
      expiresOn: limit.expiresOn,
      reasons: limit.reasons.map(reasonText),
    });
  });
