/** Wallets: linked and unlinked by their owner, told about by their provider. */
import * as contract from '../lambdas/contract/wallets';
import type { Bind, Given } from './capability';

export function bindWallets(bind: Bind, { tables, channels }: Given): void {
  bind(contract.linkWallet, (fn) => {
    tables.users.grant(fn, 'get', 'query', 'insert', 'replace');
    channels.grant(fn);
  });
  bind(contract.listWallets, (fn) => tables.users.grant(fn, 'query'));
  bind(contract.getWallet, (fn) => {
    tables.users.grant(fn, 'get', 'replace');
    channels.grant(fn);
  });
  bind(contract.unlinkWallet, (fn) => {
    tables.users.grant(fn, 'get', 'insert', 'replace');
    channels.grant(fn);
  });
  bind(contract.receiveAgreementNotice, (fn) => {
    tables.users.grant(fn, 'get', 'insert', 'replace');
    channels.grant(fn);
  });
}
