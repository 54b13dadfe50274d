/** Champion and challenger: who is in which arm is a matter of a hash, the same for ever. */
import { createHash } from 'node:crypto';
import { failure, type Result, success } from './result';

export interface Arm {
  readonly name: string;
  /** Of a thousand subjects, in the long run. */
  readonly sharePermille: number;
}

export interface Experiment {
  /** Another salt deals the subjects anew: experiments with salts of their own do not correlate. */
  readonly salt: string;
  readonly arms: readonly Arm[];
}

/** The arms must share out exactly all subjects. */
export function checkExperiment({ salt, arms }: Experiment): Result<void, { message: string }> {
  const total = arms.reduce((sum, { sharePermille }) => sum + sharePermille, 0);
  const isWhole = arms.every(({ sharePermille }) => Number.isInteger(sharePermille));
  const names = new Set(arms.map(({ name }) => name));
  if (salt === '') return failure({ message: 'an experiment needs a salt' });
  if (names.size !== arms.length) return failure({ message: 'two arms have one name' });
  if (!isWhole || arms.some(({ sharePermille }) => sharePermille < 0) || total !== 1_000)
    return failure({ message: 'the arms do not share out a thousand' });
  return success(undefined);
}

/** The arm of a subject, by 32 bits of SHA-256 over salt and subject. */
export function armOf({ salt, arms }: Experiment, subjectId: string): string {
  const digest = createHash('sha256').update(`${salt}\n${subjectId}`).digest();
  let place = Math.floor((digest.readUInt32BE(0) / 2 ** 32) * 1_000);
  for (const { name, sharePermille } of arms) {
    if (place < sharePermille) return name;
    place -= sharePermille;
  }
  throw new Error('the arms of an experiment share out a thousand');
}
