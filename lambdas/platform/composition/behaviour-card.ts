/** The B-card in force, from models/risk; a mistake in it must not start. */
import card from '../../../models/risk/behaviour-card-1.json';
import { type BehaviourCard, readBehaviourCard } from '../../core/risk/behaviour';

export function openBehaviourCard(): BehaviourCard {
  const read = readBehaviourCard(card);
  if (!read.ok) throw new Error(`models/risk/behaviour-card-1.json: ${read.error.message}`);
  return read.value;
}
