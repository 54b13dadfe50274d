/** Consumer: keeps how each customer stands, as the night tells it, for their neighbours. */
import { noteDelinquency, noteSettlement } from '../core/risk/profile/standing';
import { openStore } from '../platform/composition/store';
import { consume } from '../platform/consume';

export const handler = consume('keepStanding')
  .using({ store: openStore })
  .with(async ({ type, data }, { store }) => {
    switch (type) {
      case 'DelinquencyChanged':
        return noteDelinquency(store, data.loanId, data.customerId, data.bucket !== 'current');
      case 'LoanSettled':
        return noteSettlement(store, data.loanId);
      default:
        return;
    }
  });
