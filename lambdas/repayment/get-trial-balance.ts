/** GET /ledger/trial-balance: all accounts up to and including a day; they sum to zero. */
import { getTrialBalance } from '../contract/repayment';
import { addDays, parseIsoDate } from '../core/calendar';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { carryForward, latestTrialBalance } from './journal';

/** Days that may still be open; the night closes one each day, so more is an alarm elsewhere. */
const openDays = 62;

export const handler = serve(getTrialBalance)
  .using({ store: openStore })
  .with(async ({ query, today }, { store }) => {
    const on = parseIsoDate(query.on);
    if (!on.ok || on.value > today) return refuse('validation_failed');
    const closed = await latestTrialBalance(store, on.value);
    const from = closed ? addDays(closed.on, 1) : addDays(on.value, -openDays);
    const balance = await carryForward(store, closed, from, on.value);
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
