/** Champion or challenger: the same customer always gets the same arm, drawn by a salted hash. */
import { createHash } from 'node:crypto';
import type { Arm, Strategy } from './policy';

const million = 1_000_000;
const twoTo48 = 2 ** 48;

/** A number from 0 to 999,999, as good as random in the id and the same for ever. */
export function drawOf(salt: string, purpose: string, customerId: string): number {
  const digest = createHash('sha256').update(`${salt}|${purpose}|${customerId}`, 'utf8').digest();
  return Math.floor((digest.readUIntBE(0, 6) / twoTo48) * million);
}

/** The arm whose stretch of the shares the draw falls into. */
export function armOf(strategy: Strategy, customerId: string): Arm {
  const draw = drawOf(strategy.salt, 'arm', customerId);
  let upTo = 0;
  for (const arm of strategy.arms) {
    upTo += arm.sharePpm;
    if (draw < upTo) return arm;
  }
  throw new Error(`the shares of strategy ${strategy.strategy} do not add up to a million`);
}

/** Whether a customer below the cutoff is among those accepted to learn from. */
export const isLearning = (strategy: Strategy, customerId: string): boolean =>
  drawOf(strategy.salt, 'learning', customerId) < strategy.learningSharePpm;
