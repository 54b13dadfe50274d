/** Whether an uploaded document can be used: read as decisions will read it, in full. */
import { failure, type Result, success } from '../../result';
import { readBehaviourCard } from '../behaviour';
import { parseJson } from '../models/document';
import type { RuleVersions } from '../rules/rule-versions';
import type { DocumentBody } from './document-rows';
import type { DocumentVersions } from './document-versions';
import {
  type DocumentError,
  readLimitMatrix,
  readModelInUse,
  readPricing,
  readStrategy,
} from './documents';
import { armDocumentKinds, type DocumentKind, type Strategy } from './policy';

/** What is said of a document that cannot be used: the first thing wrong with it. */
export async function checkDocument(
  kind: DocumentKind,
  text: string,
  documents: DocumentVersions,
  rules: RuleVersions,
): Promise<Result<void, DocumentError>> {
  const json = jsonOf(text);
  if (!json.ok) return json;
  switch (kind) {
    case 'applicationCard':
    case 'fraudCard':
      return nothingBut(readModelInUse(text));
    case 'behaviourCard': {
      const read = readBehaviourCard(json.value);
      return read.ok ? success(undefined) : invalid(read.error.message);
    }
    case 'limitMatrix':
      return nothingBut(readLimitMatrix(json.value));
    case 'pricing':
      return nothingBut(readPricing(json.value));
    case 'strategy': {
      const read = readStrategy(json.value);
      return read.ok ? referencesOf(read.value, documents, rules) : read;
    }
  }
}

/** The same of one that was kept: code that came since may read it no more. */
export async function checkKept(
  { hash, kind }: Pick<DocumentBody, 'hash' | 'kind'>,
  documents: DocumentVersions,
  rules: RuleVersions,
): Promise<Result<void, DocumentError>> {
  const text = await documents.text(hash);
  return text.ok
    ? checkDocument(kind, text.value, documents, rules)
    : invalid(`the document is ${text.error}`);
}

/** Every version that an arm names must be there, and of the kind. */
async function referencesOf(
  { arms }: Strategy,
  documents: DocumentVersions,
  rules: RuleVersions,
): Promise<Result<void, DocumentError>> {
  for (const [index, arm] of arms.entries()) {
    if (arm.rules !== 'live' && !(await rules.find(arm.rules)))
      return invalid(`arms[${index}].rules is no rule set that can be used`);
    for (const kind of armDocumentKinds) {
      const reference = arm.documents[kind];
      if (reference !== 'live' && (await documents.version(reference))?.kind !== kind)
        return invalid(`arms[${index}].documents.${kind} is no such document`);
    }
  }
  return success(undefined);
}

function jsonOf(text: string): Result<unknown, DocumentError> {
  try {
    return success(parseJson(text));
  } catch {
    return invalid('the document is not JSON');
  }
}

const nothingBut = (read: Result<unknown, DocumentError>): Result<void, DocumentError> =>
  read.ok ? success(undefined) : read;

const invalid = (message: string): Result<never, DocumentError> =>
  failure({ code: 'documentInvalid', message });
