/** Numbers that look random and are the same for the same seed: invented people stay themselves. */

/** Looked up once: pictures need millions of numbers. */
const { imul } = Math;

export interface Random {
  /** From 0 up to, not including, 1. */
  fraction(): number;
  /** An integer, both ends included. */
  integer(least: number, most: number): number;
  /** From `least` up to `most`. */
  between(least: number, most: number): number;
  pick<T>(list: readonly T[]): T;
  digits(count: number): string;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough for pictures. */
export function seededRandom(seed: number): Random {
  let state = imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (least: number, most: number): number =>
    least + Math.floor(fraction() * (most - least + 1));
  return {
    fraction,
    integer,
    between: (least, most) => least + fraction() * (most - least),
    pick: (list) => list[integer(0, list.length - 1)]!,
    digits: (count) => Array.from({ length: count }, () => integer(0, 9)).join(''),
  };
}
