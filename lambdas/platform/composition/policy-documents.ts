/** Models, matrices, pricing and strategies: those of models/risk, and those in the Store. */
import applicationCard2 from '../../../models/risk/application-card-2.json';
import behaviourCard1 from '../../../models/risk/behaviour-card-1.json';
import fraudCard1 from '../../../models/risk/fraud-card-1.json';
import limitMatrix2 from '../../../models/risk/limit-matrix-2.json';
import pricing1 from '../../../models/risk/pricing-1.json';
import strategy1 from '../../../models/risk/strategy-1.json';
import { BehaviourCards } from '../../core/risk/behaviour-cards';
import {
  type DeployedDocuments,
  DocumentVersions,
} from '../../core/risk/decision/document-versions';
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

export const openBehaviourCards = (store = openStore()): BehaviourCards =>
  new BehaviourCards(openDocuments(store));
