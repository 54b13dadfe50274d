/**
 * Solves Σ aₖ·e^(−x·tₖ) = 0 for x. In the logarithm of the growth factor there is no domain to
 * fall out of, and with one change of sign there is exactly one root, which a bracketed Newton
 * iteration cannot miss.
 *
 * Exports: solveLogRate.
 */

const maximumRounds = 200;

/**
 * @param times whole numbers in ascending order (days or periods)
 * @returns x per unit of time, −Infinity for a total loss, or the reason why there is none.
 */
export function solveLogRate(
  times: readonly number[],
  amounts: readonly number[],
): number | string {
  const flows = mergeSameTime(times, amounts);
  const count = flows.times.length;
  let changes = 0;
  let positive = 0;
  let negative = 0;
  let positiveMoment = 0;
  let negativeMoment = 0;
  let sign = 0;
  for (let index = 0; index < count; index += 1) {
    const amount = flows.amounts[index] as number;
    if (amount > 0) {
      positive += amount;
      positiveMoment += amount * (flows.times[index] as number);
      changes += sign < 0 ? 1 : 0;
      sign = 1;
    } else if (amount < 0) {
      negative -= amount;
      negativeMoment -= amount * (flows.times[index] as number);
      changes += sign > 0 ? 1 : 0;
      sign = -1;
    }
  }
  if (changes === 0) {
    return reasonWithoutChange(flows.amounts, positive, negative);
  }
  // The exact answer for one outlay and one return; a good first guess for the rest.
  const apart = positiveMoment / positive - negativeMoment / negative;
  const guess = apart === 0 ? 0 : Math.log(positive / negative) / apart;
  if (changes === 1) {
    return newton(flows, guess, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, sign);
  }
  return nearestRoot(flows);
}

interface Flows {
  readonly times: readonly number[];
  readonly amounts: readonly number[];
}

/** Flows of one day count as one, and time starts at the first. */
function mergeSameTime(times: readonly number[], amounts: readonly number[]): Flows {
  const merged = { times: [] as number[], amounts: [] as number[] };
  const first = times[0] ?? 0;
  for (let index = 0; index < times.length; index += 1) {
    const time = (times[index] as number) - first;
    const last = merged.times.length - 1;
    if (merged.times[last] === time) {
      merged.amounts[last] = (merged.amounts[last] as number) + (amounts[index] as number);
    } else {
      merged.times.push(time);
      merged.amounts.push(amounts[index] as number);
    }
  }
  return merged;
}

function reasonWithoutChange(
  amounts: readonly number[],
  positive: number,
  negative: number,
): number | string {
  if (amounts.length < 2) {
    return 'flows on at least two days are needed';
  }
  if (negative > 0 && amounts.includes(0)) {
    return Number.NEGATIVE_INFINITY;
  }
  return positive === 0 && negative === 0
    ? 'every flow is zero'
    : 'money must flow both ways for a rate to exist';
}

/** Value and slope at x, with powers of equal gaps computed once. */
function evaluate(flows: Flows, x: number): { value: number; slope: number } {
  let power = 1;
  let value = flows.amounts[0] as number;
  let slope = 0;
  let gap = 0;
  let step = 1;
  for (let index = 1; index < flows.times.length; index += 1) {
    const time = flows.times[index] as number;
    const distance = time - (flows.times[index - 1] as number);
    if (distance !== gap) {
      gap = distance;
      step = Math.exp(-x * gap);
    }
    power *= step;
    const worth = (flows.amounts[index] as number) * power;
    value += worth;
    slope -= worth * time;
  }
  return { value, slope };
}

/** `signBelow` is the sign of the value left of the root. */
function newton(
  flows: Flows,
  guess: number,
  below: number,
  above: number,
  signBelow: number,
): number {
  let low = below;
  let high = above;
  let x = guess;
  let reach = Math.max(Math.abs(guess), 1 / (flows.times[flows.times.length - 1] as number));
  for (let round = 0; round < maximumRounds; round += 1) {
    const { value, slope } = evaluate(flows, x);
    if (value > 0 === signBelow > 0) {
      low = x;
    } else {
      high = x;
    }
    let next = x - value / slope;
    if (value === 0 || Math.abs(next - x) <= 1e-15 * Math.abs(x) + 1e-19) {
      return value === 0 ? x : next;
    }
    if (!(next > low && next < high)) {
      // Newton would leave the bracket, or met an overflow.
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
function nearestRoot(flows: Flows): number | string {
  const span = flows.times[flows.times.length - 1] as number;
  const steps = 400;
  // Beyond e^±80 over the whole span only the first or the last flow counts.
  const at = (step: number) => (Math.sign(step) * (80 * (step / steps) ** 2)) / span;
  const valueAt = (step: number) => evaluate(flows, at(step)).value;
  let up = valueAt(0);
  let down = up;
  for (let step = 1; step <= steps; step += 1) {
    const nextUp = valueAt(step);
    const nextDown = valueAt(-step);
    if (up === 0) {
      return at(step - 1);
    }
    const roots: number[] = [];
    if (up > 0 !== nextUp > 0) {
      roots.push(newton(flows, (at(step - 1) + at(step)) / 2, at(step - 1), at(step), up));
    }
    if (down > 0 !== nextDown > 0) {
      roots.push(newton(flows, (at(-step) + at(1 - step)) / 2, at(-step), at(1 - step), nextDown));
    }
    const [first, second] = roots;
    if (first !== undefined) {
      return second !== undefined && Math.abs(second) < Math.abs(first) ? second : first;
    }
    up = nextUp;
    down = nextDown;
  }
  return 'these flows have no rate of return';
}
