/** Logistic regression by iteratively reweighted least squares (Newton's method). */

export interface Regression {
  readonly intercept: number;
  readonly coefficients: Float64Array;
}

/** A trace of ridge keeps the equations solvable when columns repeat each other. */
const ridge = 1e-4;
const mostSteps = 50;

/** Fits ln odds of `bad` = intercept + Σ coefficient · column; columns are as long as `bad`. */
export function fitLogistic(columns: readonly Float64Array[], bad: Uint8Array): Regression {
  const size = columns.length + 1;
  const solution = new Float64Array(size);
  for (let step = 0; step < mostSteps; step += 1) {
    const change = newtonStep(columns, bad, solution);
    let largest = 0;
    for (let index = 0; index < size; index += 1) {
      solution[index]! += change[index]!;
      largest = Math.max(largest, Math.abs(change[index]!));
    }
    if (largest < 1e-10) break;
  }
  return { intercept: solution[0]!, coefficients: solution.slice(1) };
}

function newtonStep(
  columns: readonly Float64Array[],
  bad: Uint8Array,
  solution: Float64Array,
): Float64Array {
  const size = columns.length + 1;
  const curvature = Array.from({ length: size }, () => new Float64Array(size));
  const slope = new Float64Array(size);
  const row = new Float64Array(size);
  row[0] = 1;
  for (let place = 0; place < bad.length; place += 1) {
    let margin = solution[0]!;
    for (let index = 1; index < size; index += 1) {
      row[index] = columns[index - 1]![place]!;
      margin += solution[index]! * row[index]!;
    }
    const probability = 1 / (1 + Math.exp(-margin));
    const weight = Math.max(probability * (1 - probability), 1e-10);
    const error = bad[place]! - probability;
    for (let one = 0; one < size; one += 1) {
      slope[one]! += error * row[one]!;
      const line = curvature[one]!;
      for (let other = 0; other <= one; other += 1)
        line[other]! += weight * row[one]! * row[other]!;
    }
  }
  for (let index = 1; index < size; index += 1) {
    curvature[index]![index]! += ridge;
    slope[index]! -= ridge * solution[index]!;
  }
  return solveSymmetric(curvature, slope);
}

/** Cholesky's decomposition of a positive definite matrix, of which the lower half is given. */
export function solveSymmetric(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const lower = matrix.map((line) => line.slice());
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = lower[row]![column]!;
      for (let k = 0; k < column; k += 1) sum -= lower[row]![k]! * lower[column]![k]!;
      lower[row]![column] =
        row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[column]![column]!;
    }
  }
  const solution = right.slice();
  for (let row = 0; row < size; row += 1) {
    for (let k = 0; k < row; k += 1) solution[row]! -= lower[row]![k]! * solution[k]!;
    solution[row]! /= lower[row]![row]!;
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    for (let k = row + 1; k < size; k += 1) solution[row]! -= lower[k]![row]! * solution[k]!;
    solution[row]! /= lower[row]![row]!;
  }
  return solution;
}
