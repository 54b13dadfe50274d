/** Where a function's bundle lies, and one clear sentence when it does not. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { CodeSource } from './function-factory';

/** Code from `folder/<operationId>/index.js`, as `npm run build` leaves it. */
export const builtCode =
  (folder: string): CodeSource =>
  (operationId) => {
    const bundle = join(folder, operationId);
    if (!existsSync(join(bundle, 'index.js'))) {
      throw new Error(`There is no bundle of ${operationId} in ${folder}: run "npm run build".`);
    }
    return lambda.Code.fromAsset(bundle);
  };
