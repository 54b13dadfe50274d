/** The card reader of this stage, as lib/config.ts chose it. */
import { join } from 'node:path';
import { PpocrCardReader } from '../../adapters/ppocr-card-reader';
import { TencentCloudCardReader } from '../../adapters/tencent-cloud-card-reader';
import type { CardReaderSettings } from '../../contract/card-reader';
import { readVariable } from '../../contract/environment';
import type { CardReader } from '../../core/ports/card-reader';
import { maximumPictureBytes } from '../../core/users/card-upload';
import { defaultPictureLimits } from '../../core/users/picture';
import { openTencentCloud } from './tencent-cloud';

export function openCardReader(): CardReader {
  const settings = JSON.parse(readVariable('cardReaderSettings')) as CardReaderSettings;
  const limits = { ...defaultPictureLimits, maximumBytes: maximumPictureBytes };
  switch (settings.provider) {
    case 'ppocr':
      // The models lie beside the function's bundle.
      return new PpocrCardReader({ modelFolder: join(__dirname, 'ocr'), limits });
    case 'tencentCloud':
      return new TencentCloudCardReader(openTencentCloud(), { region: settings.region, limits });
  }
}
