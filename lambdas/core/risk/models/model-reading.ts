/** Recognises a model file by its layout: XGBoost's own JSON, or a card of weights of evidence. */
import { failure, type Result } from '../../result';
import { readBoostedTrees } from './boosted-trees';
import { isRecord, parseJson } from './document';
import type { ModelError, RiskModel } from './risk-model';
import { readWoeCard } from './woe-card';

/** Compiles the text of a model file, once; scoring is then a matter of microseconds. */
export function readModel(text: string): Result<RiskModel, ModelError> {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch {
    return failure({ code: 'modelInvalid', message: 'the file is not JSON' });
  }
  if (isRecord(json) && 'learner' in json) return readBoostedTrees(json);
  if (isRecord(json) && 'vars' in json) return readWoeCard(json);
  return failure({
    code: 'modelUnsupported',
    message: "neither XGBoost's JSON (learner) nor a scorecard (vars)",
  });
}
