/** Expected failures are values: every operation that may be refused answers with a Result. */

export type Result<T, E> = Success<T> | Failure<E>;

export interface Success<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Failure<E> {
  readonly ok: false;
  readonly error: E;
}

export const success = <T>(value: T): Success<T> => ({ ok: true, value });

export const failure = <const E>(error: E): Failure<E> => ({ ok: false, error });

/** Marks a branch the compiler has proven unreachable: an unhandled case does not compile. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
