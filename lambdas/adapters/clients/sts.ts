/** The STS client of the function's own region, with the credentials of its environment. */
import { STSClient } from '@aws-sdk/client-sts';

export const stsClient = (): STSClient => new STSClient({});
