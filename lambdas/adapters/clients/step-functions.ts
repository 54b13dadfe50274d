/** The Step Functions client, with the region and credentials of the function's environment. */
import { SFNClient } from '@aws-sdk/client-sfn';

export const stepFunctionsClient = (): SFNClient => new SFNClient({});
