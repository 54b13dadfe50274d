/** What a function needs that puts an applicant's profile together. */
import type { Given } from './capability';
import type { LendingFunction } from './platform/lending-function';

/**
 * Opens who applies, with an entry in the audit trail; asks the sources; counts the application
 * and reads what was counted.
 */
export function mayAssembleProfile(
  fn: LendingFunction,
  { tables, keys, dataSources }: Pick<Given, 'tables' | 'keys' | 'dataSources'>,
): void {
  tables.users.grant(fn, 'get', 'query');
  tables.users.grantWithin(fn, 'AUDIT#', 'insert', 'replace');
  tables.risk.grant(fn, 'query', 'add');
  keys.sealing.grant(fn, 'open');
  keys.blindIndex.grant(fn, 'lookUp');
  dataSources.grant(fn);
}
