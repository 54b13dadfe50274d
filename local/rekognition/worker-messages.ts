/** What the face model's worker and its owner say to each other. */
import type { Result } from '../../lambdas/core/result';
import type { PictureError } from '../../lambdas/core/users/picture';
import type { AnalysedPicture, ModelPart } from './faces';

export interface ToWorker {
  readonly id: number;
  readonly picture: Uint8Array;
}

export type FromWorker =
  | { readonly kind: 'loaded'; readonly part: ModelPart }
  | {
      readonly kind: 'analysed';
      readonly id: number;
      readonly result: Result<AnalysedPicture, PictureError>;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
