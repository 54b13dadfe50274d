/** Rule sets in shadow beside the one in force: what would have ended otherwise, rule by rule. */
import type { ShadowCount, ShadowHits } from '../../lambdas/core/risk/monitoring/shadow-counts';
import { section, table } from './markup';
import { escapeHtml } from './plot';
import type { Report } from './reading';

export function shadows({ all }: Report): string {
  const counts = Object.entries(all.shadows ?? {});
  if (counts.length === 0) return section('Shadows', '<p>No rule set ran in shadow.</p>');
  return section('Shadows', ...counts.map(([hash, count]) => shadow(hash, count)));
}

function shadow(hash: string, { decisions, changes, otherPoints, hits }: ShadowCount): string {
  const otherwise = Object.entries(changes)
    .map(([change, count]) => `${count} ${escapeHtml(change.replace('>', ' → '))}`)
    .join(', ');
  const rows = Object.entries(hits)
    .sort(([, one], [, other]) => difference(other) - difference(one))
    .map(([rule, { live, shadow }]) => [
      escapeHtml(rule),
      String(live),
      String(shadow),
      String(shadow - live),
    ]);
  return `<h3>${hash}</h3><p>Ran beside ${decisions} decisions. By the rules alone would have ended
otherwise: ${otherwise || 'none'}; other points for the score: ${otherPoints}.</p>${table(
    ['Rule', 'Hit in force', 'Hit in shadow', 'More'],
    rows,
  )}`;
}

const difference = ({ live, shadow }: ShadowHits): number => Math.abs(shadow - live);
