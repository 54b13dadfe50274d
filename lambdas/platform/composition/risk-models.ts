/** The rule set, card and limit matrix in force, from models/. */
import card from '../../../models/risk/application-card-1.json';
import limits from '../../../models/risk/limit-matrix-1.json';
import rules from '../../../models/risk/origination-rules-1.json';
import type { RiskModels } from '../../core/risk/assessment';

export const openRiskModels = (): RiskModels => ({
  rules: rules as RiskModels['rules'],
  card: card as RiskModels['card'],
  limits,
});
