/** The SNS client, with the region and credentials of the function's environment. */
import { SNSClient } from '@aws-sdk/client-sns';

export const snsClient = (): SNSClient => new SNSClient({});
