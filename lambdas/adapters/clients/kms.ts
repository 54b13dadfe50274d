/** The KMS client, with the region and credentials of the function's environment. */
import { KMSClient } from '@aws-sdk/client-kms';

export const kmsClient = (): KMSClient => new KMSClient({});
