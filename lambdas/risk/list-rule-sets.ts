/** GET /rule-sets: what is in force, what is yet to come, the shadows, and all versions. */
import { listRuleSets } from '../contract/rule-sets';
import {
  inForceAt,
  type ShadowBody,
  scheduledAfter,
  shadowsOf,
  type TimelineBody,
  type VersionBody,
  versionsPartition,
} from '../core/risk/rules/version-rows';
import { openRuleVersions } from '../platform/composition/rule-versions';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { versionView } from './rule-set-views';

export const handler = serve(listRuleSets)
  .using({ store: openStore, ruleVersions: openRuleVersions })
  .with(async ({ query, now }, { store, ruleVersions }) => {
    const [live, scheduled, shadows, versions] = await Promise.all([
      store.query<TimelineBody>(inForceAt('origination', now)),
      store.query<TimelineBody>(scheduledAfter('origination', now)),
      store.query<ShadowBody>(shadowsOf('origination')),
      store.query<VersionBody>({
        table: 'risk',
        index: 'index1',
        partition: versionsPartition('origination'),
        descending: true,
        limit: 50,
        ...(query.cursor && { cursor: query.cursor }),
      }),
    ]);
    const timed = ({ hash: ruleSetHash, effectiveFrom }: TimelineBody) => ({
      ruleSetHash,
      effectiveFrom,
    });
    // Versions that came with the software are the oldest: they close the last page.
    const deployed = versions.next ? [] : [...ruleVersions.deployedVersions].reverse();
    return answer(200, {
      inForce: live.items[0]
        ? timed(live.items[0].body)
        : { ruleSetHash: ruleVersions.fallbackHash },
      scheduled: scheduled.items.map(({ body }) => ({
        ...timed(body),
        activationId: body.activationId,
      })),
      shadows: shadows.items.map(({ body: { hash: ruleSetHash, ...rest } }) => ({
        ruleSetHash,
        ...rest,
      })),
      versions: [...versions.items.map(({ body }) => body), ...deployed].map(versionView),
      ...(versions.next && { next: versions.next }),
    });
  });
