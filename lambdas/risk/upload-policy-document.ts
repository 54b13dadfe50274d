/** POST /policy-documents: keeps a document by its hash, once it was read as decisions will. */
import { uploadPolicyDocument } from '../contract/policy-documents';
import { hashOfText } from '../core/canonical';
import { checkDocument } from '../core/risk/decision/document-check';
import { type DocumentBody, insertDocument } from '../core/risk/decision/document-rows';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import { openDocuments } from '../platform/composition/policy-documents';
import { openRuleVersions } from '../platform/composition/rule-versions';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { documentView } from './policy-document-views';

export const handler = serve(uploadPolicyDocument)
  .using({ store: openStore, documents: openDocuments, ruleVersions: openRuleVersions })
  .with(async ({ body, caller, now, requestId, remember }, services) => {
    const { store, documents, ruleVersions } = services;
    const { kind, document: text, sheet } = body;
    const checked = await checkDocument(kind, text, documents, ruleVersions);
    if (!checked.ok)
      return refuse('validation_failed', undefined, [
        { path: 'body.document', reason: checked.error.message },
      ]);
    const hash = hashOfText(text);
    const before = await documents.version(hash);
    if (before) return answer(201, documentView(before));
    const document: DocumentBody = {
      hash,
      kind,
      sheet,
      characters: text.length,
      proposedBy: caller.id,
      proposedAt: new Date(now).toISOString(),
    };
    const reply = { status: 201, body: documentView(document) };
    const entries = [staffEntry(caller.id, 'uploadPolicyDocument', requestId, [hash])];
    const changes = [...insertDocument(document, text), ...remember(reply)];
    const kept = await commitAudited(store, { subjectId: caller.id, entries, now }, changes);
    return kept.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
