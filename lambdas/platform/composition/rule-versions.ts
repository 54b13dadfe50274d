/** The versions of the origination rule set: those of models/, and those in the Store. */
import first from '../../../models/risk/origination-rule-set-1.json';
import second from '../../../models/risk/origination-rule-set-2.json';
import { profileFields } from '../../core/risk/profile/fields';
import type { RuleSetDocument } from '../../core/risk/rules/document';
import { RuleVersions } from '../../core/risk/rules/rule-versions';
import { openStore } from './store';

/** Each in a file of its own, for ever: decisions name them. The last is the latest. */
const deployed = [first, second] as readonly unknown[] as readonly RuleSetDocument[];

export const openRuleVersions = (store = openStore()): RuleVersions =>
  new RuleVersions({
    store,
    ruleSet: 'origination',
    deployed,
    fields: profileFields,
  });
