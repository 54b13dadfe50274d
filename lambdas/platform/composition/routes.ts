/** Which channel carries what, from models/payments, among the channels of this stage. */
import data from '../../../models/payments/routes-1.json';
import { channelNames, type GrantedChannels } from '../../contract/channels';
import { readVariable } from '../../contract/environment';
import { ChannelRouter } from '../../core/payments/channel-router';
import { faultsOf, type Routes } from '../../core/payments/routing';

export function readRoutes(): Routes {
  const routes = data as Routes;
  // What lies in models/ is part of the deployment: a mistake there must not start.
  const faults = faultsOf(routes, channelNames);
  if (faults.length > 0) throw new Error(`models/payments/routes-1.json: ${faults.join(', ')}`);
  return routes;
}

/** Only the names: whoever chooses a channel leaves the speaking to others. */
const readChannelNames = (): readonly string[] =>
  (JSON.parse(readVariable('channels')) as GrantedChannels).enabled;

export const openRouter = (): ChannelRouter => new ChannelRouter(readRoutes(), readChannelNames());
