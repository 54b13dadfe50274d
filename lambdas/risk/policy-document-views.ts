/** How policy documents and the changes of their place are shown to risk staff. */
import type * as z from 'zod';
import type { proposePlacement, uploadPolicyDocument } from '../contract/policy-documents';
import type { DocumentBody, PlacementChange } from '../core/risk/decision/document-rows';

type VersionView = z.input<(typeof uploadPolicyDocument)['responses'][201]>;
type ChangeView = z.input<(typeof proposePlacement)['responses'][201]>;

export const documentView = ({ hash: documentHash, ...rest }: DocumentBody): VersionView => ({
  documentHash,
  ...rest,
});

export const changeView = ({ hash: documentHash, ...rest }: PlacementChange): ChangeView => ({
  documentHash,
  ...rest,
});
