/** Where text messages go. */
import { snsClient } from '../../adapters/clients/sns';
import { SnsNotifier } from '../../adapters/sns-notifier';
import type { Notifier } from '../../core/ports/notifier';

export const openNotifier = (): Notifier => new SnsNotifier(snsClient());
