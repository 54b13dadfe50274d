/** The rules of early warning in force, from models/risk. */
import data from '../../../models/risk/early-warning-1.json';
import {
  type WarningRules,
  warningActions,
  warningTriggers,
} from '../../core/risk/warnings/warning';

export function openWarningRules(): WarningRules {
  const known = (names: readonly string[], name: string) => names.includes(name);
  const odd = data.triggers.find(
    ({ trigger, action }) => !known(warningTriggers, trigger) || !known(warningActions, action),
  );
  // What lies in models/ is part of the deployment: a mistake there must not start.
  if (odd) throw new Error(`models/risk/early-warning-1.json: unknown ${odd.trigger}`);
  return data as WarningRules;
}
