/**
 * e^x and ln x in float32 exactly as the C library rounds them: XGBoost's results carry its
 * errors.
 */

/**
 * e^x. Correct rounding is not enough: glibc's expf errs by up to 0.502 units in the last place,
 * and XGBoost's probabilities carry that error. Reduction to 2^(k/32) · 2^r and its cubic as in
 * ARM's
 * optimized routines, which glibc uses (sysdeps/ieee754/flt-32/e_expf.c); the table comes from
 * square roots alone, which every machine rounds alike. x: a float32 of at most 88.7.
 */
export function floatExponential(x: number): number {
  if (x < underflow) return 0;
  const scaled = x * stepsPerUnit;
  const step = Math.round(scaled);
  const rest = scaled - step;
  const index = step & (steps - 1);
  const power = powers[index]! * 2 ** ((step - index) / steps);
  const square = rest * rest;
  const high = cubic * rest + quadratic;
  const low = linear * rest + 1;
  return Math.fround((high * square + low) * power);
}

const steps = 32;
/** 32 ÷ ln 2 */
const stepsPerUnit = Math.LOG2E * steps;
const cubic = 0.05550361559341535 / steps ** 3;
const quadratic = 0.2402284522445722 / steps ** 2;
const linear = 0.6931471806916203 / steps;
/** Below it float32 holds nothing but zero. */
const underflow = -104;

/** 2^(i/32), from the binary digits of i: √2, ⁴√2, ⁸√2, … */
const powers = Float64Array.from({ length: steps }, (_, index) => {
  let root = 2;
  let power = 1;
  for (let bit = steps >> 1; bit > 0; bit >>= 1) {
    root = Math.sqrt(root);
    if (index & bit) power *= root;
  }
  return power;
});

/**
 * ln x of a positive, normal float32, with glibc's error of up to 0.818 units in the last place
 * (sysdeps/ieee754/flt-32/e_logf.c): x = 2^k · z, with a table for z in sixteen parts and a cubic
 * for the rest.
 */
export function floatLogarithm(x: number): number {
  float[0] = x;
  const offset = (bits[0]! - tableStart) | 0;
  const [inverse, logarithm] = logarithms[(offset >> 19) & 15]!;
  const exponent = offset >> 23;
  const rest = (x / 2 ** exponent) * inverse - 1;
  const square = rest * rest;
  const high = quartic * square + (third * rest + half);
  return Math.fround(high * square + (logarithm + exponent * Math.LN2 + rest));
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
/** The bits of 0.69921875, where the first of the sixteen parts begins. */
const tableStart = 0x3f330000;
const quartic = -0.25089342214237154;
const third = 0.333456765744066;
const half = -0.4999997485802103;

/** 1/c and ln c for a c near the middle of each part. */
const logarithms: readonly (readonly [number, number])[] = [
  [1.398907162146528, -0.33569133332882284],
  [1.3403141896637998, -0.2929040563774074],
  [1.286432210124115, -0.2518726580937369],
  [1.2367150214269895, -0.21245868807117255],
  [1.1906977166711752, -0.17453945183745634],
  [1.1479821020556429, -0.1380057072319758],
  [1.1082251448272158, -0.10275976698545139],
  [1.0711297413057381, -0.06871392447020525],
  [1.036437278977283, -0.0357891387398228],
  [1.0, 0.0],
  [0.9492859795739057, 0.05204517742929496],
  [0.8951049428609004, 0.11081431298787942],
  [0.8476821620351103, 0.1652495223695143],
  [0.8050314851692001, 0.21687389031699977],
  [0.7664671008843108, 0.2659635028121397],
  [0.731428603316328, 0.3127556664073557],
];
