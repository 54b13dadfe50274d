/** The client of Amazon Connect, made once a warm function. */
import { ConnectClient } from '@aws-sdk/client-connect';

export const connectClient = (): ConnectClient => new ConnectClient({});
