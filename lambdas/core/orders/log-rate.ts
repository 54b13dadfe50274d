/**
 * Solves Σ aₖ·e^(−x·tₖ) = 0 for x. In the logarithm of the growth factor there is no domain to
 * fall out of, and with one change of sign there is exactly one root, which a bracketed iteration
 * (Halley's: Newton's with the curvature) cannot miss.
 *
 * Exports: solveLogRate, Numbers.
 */

/** Whole numbers in a typed list: no number is boxed while a rate is searched for. */
export type Numbers = Float64Array;

const maximumRounds = 200;

/** Halley's step cubes its error: after one this small (over the whole span) nothing is left. */
const smallStep = 1e-5;

/**
 * @param times whole numbers rising from 0 (days or periods), no two the same
 * @param count how many entries of the lists are used
 * @returns x per unit of time, −Infinity for a total loss, or the reason why there is none.
 */
export function solveLogRate(times: Numbers, amounts: Numbers, count: number): number | string {
  let changes = 0;
  let positive = 0;
  let negative = 0;
  let sign = 0;
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let index = 0; index < count; index += 1) {
    const amount = amounts[index] as number;
    const time = times[index] as number;
    if (amount > 0) {
      positive += amount;
      changes += sign < 0 ? 1 : 0;
      sign = 1;
    } else {
      // Not a number ends up here too, and makes the sum none.
      negative -= amount;
      changes += sign > 0 && amount < 0 ? 1 : 0;
      sign = amount < 0 ? -1 : sign;
    }
    let moment = amount * time;
    first += moment;
    moment *= time;
    second += moment;
    moment *= time;
    third += moment;
    fourth += moment * time;
  }
  if (!Number.isFinite(positive + negative)) {
    return 'every amount must be a number';
  }
  if (changes !== 1) {
    return changes === 0
      ? reasonWithoutChange(amounts, count, positive, negative)
      : nearestRoot(times, amounts, count);
  }
  const guess = firstGuess(positive - negative, first, second, third, fourth);
  return findRoot(times, amounts, count, guess, -Infinity, Infinity, sign);
}

/** The root of the fourth-order polynomial that the sum is near no interest: with the rates and
 * terms of loans it is right to five or six digits. */
function firstGuess(
  sum: number,
  first: number,
  second: number,
  third: number,
  fourth: number,
): number {
  let x = sum / first;
  for (let round = 0; round < 2; round += 1) {
    const value = sum - x * (first - x * (second / 2 - x * (third / 6 - (x * fourth) / 24)));
    const slope = -first + x * (second - x * (third / 2 - (x * fourth) / 6));
    const curvature = second - x * (third - (x * fourth) / 2);
    x -= (2 * value * slope) / (2 * slope * slope - value * curvature);
  }
  return Number.isFinite(x) ? x : 0;
}

function reasonWithoutChange(
  amounts: Numbers,
  count: number,
  positive: number,
  negative: number,
): number | string {
  if (count < 2) {
    return 'flows on at least two days are needed';
  }
  if (negative > 0 && amounts.subarray(0, count).includes(0)) {
    return -Infinity;
  }
  return positive === 0 && negative === 0
    ? 'every flow is zero'
    : 'money must flow both ways for a rate to exist';
}

/** `signBelow` is the sign of the value left of the root. */
function findRoot(
  times: Numbers,
  amounts: Numbers,
  count: number,
  guess: number,
  below: number,
  above: number,
  signBelow: number,
): number {
  const span = times[count - 1] as number;
  let low = below;
  let high = above;
  let x = guess;
  let reach = Math.max(Math.abs(guess), 1 / span);
  for (let round = 0; round < maximumRounds; round += 1) {
    let value = 0;
    let slope = 0;
    let curvature = 0;
    for (let index = 0; index < count; index += 1) {
      const time = times[index] as number;
      const worth = (amounts[index] as number) * Math.exp(-x * time);
      const moment = worth * time;
      value += worth;
      slope -= moment;
      curvature += moment * time;
    }
    if (value > 0 === signBelow > 0) {
      low = x;
    } else {
      high = x;
    }
    const newton = value / slope;
    const halley = newton / (1 - (newton * curvature) / (2 * slope));
    // Where the curve bends too much for Halley the plain step still knows the direction.
    let next = x - (halley * newton > 0 ? halley : newton);
    if (value === 0 || Math.abs(next - x) * span <= smallStep) {
      return value === 0 ? x : next;
    }
    if (!(next > low && next < high)) {
      // The step would leave the bracket, or met an overflow.
      next = low + (high - low) / 2;
      if (!Number.isFinite(next)) {
        next = Number.isFinite(low) ? low + reach : high - reach;
        reach *= 2;
      } else if (next === low || next === high) {
        return x;
      }
    }
    x = next;
  }
  return x;
}

/** Of several roots the one nearest to no interest at all: the others are artefacts. */
function nearestRoot(times: Numbers, amounts: Numbers, count: number): number | string {
  const span = times[count - 1] as number;
  const steps = 400;
  // Beyond e^±80 over the whole span only the first or the last flow counts.
  const at = (step: number) => (Math.sign(step) * (80 * (step / steps) ** 2)) / span;
  const valueAt = (step: number): number => {
    let value = 0;
    for (let index = 0; index < count; index += 1) {
      value += (amounts[index] as number) * Math.exp(-at(step) * (times[index] as number));
    }
    return value;
  };
  const between = (from: number, to: number, sign: number): number =>
    findRoot(times, amounts, count, (at(from) + at(to)) / 2, at(from), at(to), sign);
  let up = valueAt(0);
  let down = up;
  for (let step = 1; step <= steps; step += 1) {
    if (up === 0) {
      return at(step - 1);
    }
    const nextUp = valueAt(step);
    const nextDown = valueAt(-step);
    const above = up > 0 !== nextUp > 0 ? between(step - 1, step, up) : undefined;
    const beneath = down > 0 !== nextDown > 0 ? between(-step, 1 - step, nextDown) : undefined;
    if (above !== undefined || beneath !== undefined) {
      return beneath !== undefined && (above === undefined || -beneath < above)
        ? beneath
        : (above as number);
    }
    up = nextUp;
    down = nextDown;
  }
  return 'these flows have no rate of return';
}
