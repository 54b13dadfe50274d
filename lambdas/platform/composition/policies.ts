/** The policies decisions are made by: documents of models/risk, and those in the Store. */
import applicationCard2 from '../../../models/risk/application-card-2.json';
import behaviourCard1 from '../../../models/risk/behaviour-card-1.json';
import fraudCard1 from '../../../models/risk/fraud-card-1.json';
import limitMatrix2 from '../../../models/risk/limit-matrix-2.json';
import pricing1 from '../../../models/risk/pricing-1.json';
import strategy1 from '../../../models/risk/strategy-1.json';
import {
  type DeployedDocuments,
  DocumentVersions,
} from '../../core/risk/decision/document-versions';
import { Policies } from '../../core/risk/decision/policies';
import { originProviders, profileProviders } from './data-sources';
import { openCatalogue } from './products';
import { openRuleVersions } from './rule-versions';
import { openStopwatch } from './stopwatch';
import { openStore } from './store';

/** Each version in a file of its own, for ever: decisions name them. The last is the latest. */
export const deployedDocuments: DeployedDocuments = {
  applicationCard: [applicationCard2],
  fraudCard: [fraudCard1],
  limitMatrix: [limitMatrix2],
  pricing: [pricing1],
  behaviourCard: [behaviourCard1],
  strategy: [strategy1],
};

export const openDocuments = (store = openStore()): DocumentVersions =>
  new DocumentVersions(store, deployedDocuments);

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
