/** GET /ledger/trial-balance: all accounts up to and including a day; they sum to zero. */
import { getTrialBalance } from '../contract/repayment';
import { parseIsoDate } from '../core/calendar';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { carryForward, firstOpenDay, latestTrialBalance } from './journal';

export const handler = serve(getTrialBalance)
  .using({ store: openStore })
  .with(async ({ query, today }, { store }) => {
    const on = parseIsoDate(query.on);
    if (!on.ok || on.value > today)
      return refuse('validation_failed', undefined, [
        { path: 'query.on', reason: 'no_day_so_far' },
      ]);
    const closed = await latestTrialBalance(store, on.value);
    const balance = await carryForward(store, closed, firstOpenDay(closed, today), on.value);
    const accounts = Object.entries(balance?.balances ?? {}).map(([account, balanceFen]) => ({
      account,
      balanceFen,
    }));
    return answer(200, {
      on: on.value,
      accounts,
      sumFen: accounts.reduce((sum, { balanceFen }) => sum + balanceFen, 0),
      postings: balance?.postings ?? 0,
    });
  });
