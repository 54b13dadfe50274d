/** The rates of provision by grade, from models/accounting. */
import table from '../../../models/accounting/provision-rates-1.json';
import type { ProvisionRates } from '../../core/ledger/provision';

export const openProvisionRates = (): ProvisionRates => table;
