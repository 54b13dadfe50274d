/** Tencent Cloud with the key of this stage, for whichever service of it is used. */
import { secretMember } from '../../adapters/secret-value';
import { TencentCloud } from '../../adapters/tencent-cloud';
import { readVariable } from '../../contract/environment';

export function openTencentCloud(): TencentCloud {
  const member = (name: string) => secretMember(() => readVariable('tencentCloudKey'), name);
  const [secretId, secretKey] = [member('secretId'), member('secretKey')];
  const key = async () => ({ secretId: await secretId(), secretKey: await secretKey() });
  return new TencentCloud({ key, now: Date.now });
}
