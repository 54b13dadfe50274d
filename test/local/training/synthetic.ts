/**
 * An invented portfolio: risk falls with income, rises with debt, and depends on the kind of
 * work.
 */
import { seededRandom } from '../../../local/pictures/random';

const jobs = ['farmer', 'clerk', 'trader', 'driver'] as const;

/** As a data file; protected attributes are in it and foretell a lot, which must not be learned. */
export function portfolioCsv(rows: number, seed = 7): string {
  const random = seededRandom(seed);
  const lines = Array.from({ length: rows }, (_, row) => {
    const income = Math.round(random.between(2_000, 30_000));
    const debt = Math.round(random.between(0, 20_000));
    const job = random.pick(jobs);
    const sex = random.integer(1, 2);
    const age = random.integer(18, 75);
    const noise = Math.round(random.between(0, 1_000));
    const margin =
      -1.2 - income / 8_000 + debt / 5_000 + (job === 'trader' ? 1 : 0) + (sex === 1 ? 1 : -1);
    const bad = random.fraction() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
    const known = random.fraction() < 0.9;
    return [row, known ? income : '', debt, job, sex, age, 'married', 1, noise, bad].join(',');
  });
  const head = 'row_id,income,debt,job,SEX,age,maritalStatus,version,noise,y';
  return [head, ...lines].join('\n');
}
