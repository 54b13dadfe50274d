/** The B-card that two people have put in force, read again when another is. */
import { type BehaviourCard, readBehaviourCard } from './behaviour';
import type { DocumentVersions } from './decision/document-versions';
import { parseJson } from './models/document';

export class BehaviourCards {
  private readonly read = new Map<string, BehaviourCard>();

  constructor(private readonly documents: Pick<DocumentVersions, 'inForce' | 'text'>) {}

  /** @throws when the card in force cannot be used: then no loan may be scored. */
  async inForce(nowMillis: number): Promise<BehaviourCard> {
    const { live } = await this.documents.inForce('behaviourCard', nowMillis);
    const known = this.read.get(live);
    if (known) return known;
    const text = await this.documents.text(live);
    if (!text.ok) throw new Error(`behaviour card ${live} is ${text.error}`);
    const card = readBehaviourCard(parseJson(text.value));
    if (!card.ok) throw new Error(`behaviour card ${live}: ${card.error.message}`);
    // Named by the hash of its text, as staff know it.
    const named = { ...card.value, hash: live };
    this.read.set(live, named);
    return named;
  }
}
