/** The policies that decisions are made by, and what else deciding needs. */
import { Policies } from '../../core/risk/decision/policies';
import { originProviders, profileProviders } from './data-sources';
import { openDocuments } from './policy-documents';
import { openCatalogue } from './products';
import { openRuleVersions } from './rule-versions';
import { openStopwatch } from './stopwatch';
import { openStore } from './store';

export const openPolicies = (store = openStore()): Policies =>
  new Policies(openDocuments(store), openRuleVersions(store));

/** What a handler needs to put a profile together and decide. */
export const decisionProviders = {
  ...profileProviders,
  catalogue: openCatalogue,
  policies: () => openPolicies(),
  stopwatch: openStopwatch,
};

/** And to see where an application comes from at that moment. */
export const limitDecisionProviders = { ...originProviders, ...decisionProviders };
