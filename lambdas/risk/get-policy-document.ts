/** GET /policy-documents/{documentHash}: a document to the letter, with every change of place. */
import { getPolicyDocument } from '../contract/policy-documents';
import { type ChangeItem, changesOf } from '../core/risk/decision/document-rows';
import { openDocuments } from '../platform/composition/policy-documents';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { changeView, documentView } from './policy-document-views';

export const handler = serve(getPolicyDocument)
  .using({ store: openStore, documents: openDocuments })
  .with(async ({ params: { documentHash } }, { store, documents }) => {
    const [version, document] = await Promise.all([
      documents.version(documentHash),
      documents.text(documentHash),
    ]);
    if (!version) return refuse('not_found');
    if (!document.ok) throw new Error(`document ${documentHash} is ${document.error}`);
    const { items } = await store.query<ChangeItem['body']>(changesOf(documentHash));
    const changes = items.map(({ body }) => changeView(body));
    return answer(200, { ...documentView(version), document: document.value, changes });
  });
