/** The card reader, with the models that lie beside the function's bundle. */
import { join } from 'node:path';
import { PpocrCardReader } from '../../adapters/ppocr-card-reader';
import type { CardReader } from '../../core/ports/card-reader';
import { maximumPictureBytes } from '../../core/users/card-upload';
import { defaultPictureLimits } from '../../core/users/picture';

export const openCardReader = (): CardReader =>
  new PpocrCardReader({
    modelFolder: join(__dirname, 'ocr'),
    limits: { ...defaultPictureLimits, maximumBytes: maximumPictureBytes },
  });
