/** How versions of rule sets and their activations are shown to risk staff. */
import type * as z from 'zod';
import type { approveActivation, proposeRuleSet } from '../contract/rule-sets';
import type { RuleSetDocument } from '../core/risk/rules/document';
import type { Activation, VersionBody } from '../core/risk/rules/version-rows';

type VersionView = z.input<(typeof proposeRuleSet)['responses'][201]>;
type ActivationView = z.input<(typeof approveActivation)['responses'][201]>;

export const documentOf = ({ document }: VersionBody): RuleSetDocument => JSON.parse(document);

export function versionView(version: VersionBody): VersionView {
  const { about, rules, tables = [] } = documentOf(version);
  const { hash: ruleSetHash, ruleSet, proposedBy, proposedAt } = version;
  return {
    ruleSetHash,
    ruleSet,
    about,
    rules: rules.length,
    tables: tables.length,
    proposedBy,
    proposedAt,
  };
}

export const activationView = ({ hash: ruleSetHash, ...rest }: Activation): ActivationView => ({
  ruleSetHash,
  ...rest,
});
