/** What a warning does to the borrower's limit: nothing, a cut, or a freeze. */
import { fen, multiplyDivide } from '../../money';
import { freeze, grant } from '../../orders/credit-limit';
import type { LimitRecord } from '../../orders/limit-record';
import type { Warning, WarningRules } from './warning';

/** Undefined when it stays as it is. A cut never raises, and never touches what is used. */
export function limitAfter(
  limit: LimitRecord | undefined,
  raised: readonly Warning[],
  rules: WarningRules,
): LimitRecord | undefined {
  if (limit?.status !== 'granted') return undefined;
  const ledger = raised.reduce((current, { trigger, action }) => {
    if (action === 'freezeLimit') return freeze(current);
    if (action !== 'cutLimit') return current;
    const keepPpm = rules.triggers.find((rule) => rule.trigger === trigger)?.keepPpm ?? 1_000_000;
    const kept = multiplyDivide(current.grantedFen, keepPpm, 1_000_000, 'halfUp');
    const cut = grant(current, fen(kept));
    return cut.ok ? cut.value : current;
  }, limit.ledger);
  return ledger === limit.ledger ? undefined : { ...limit, ledger };
}
