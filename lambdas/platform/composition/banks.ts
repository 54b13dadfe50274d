/** The banks by their card numbers, from models/. */
import table from '../../../models/banks/debit-card-bins-1.json';
import type { Bank } from '../../core/users/banks';

export const openBanks = (): readonly Bank[] => table.banks;
