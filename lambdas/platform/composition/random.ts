/** Cryptographic randomness, as an argument for those who need it. */
import { randomBytes } from 'node:crypto';
import type { Randomness } from '../../core/identifiers';

export const openRandom = (): Randomness => (bytes) => randomBytes(bytes);
