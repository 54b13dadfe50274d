import { persist } from '../../lambdas/adapters/dynamodb-retry';
import { UncertainWriteError } from '../../lambdas/core/ports/store';

describe('repeating a DynamoDB request', () => {
  it.each([
    ['throttled', anError('ThrottlingException', 400)],
    ['over its capacity', anError('ProvisionedThroughputExceededException', 400)],
    ['in another transaction’s way', anError('TransactionConflictException', 400)],
    ['repeated too early', anError('TransactionInProgressException', 400)],
    ['cancelled by a conflict', cancelled('None', 'TransactionConflict', 'ThrottlingError')],
  ])('repeats even an addition that was %s: nothing has happened', async (_name, error) => {
    const { send, pauses, patience } = failing(error, error);

    expect(await persist(send, false, patience)).toBe('done');
    expect(send).toHaveBeenCalledTimes(3);
    expect(pauses).toEqual([25, 50]);
  });

  it.each([
    ['a server error', anError('InternalServerError', 500)],
    ['a lost connection', new Error('socket hang up')],
    ['a time-out', anError('TimeoutError')],
  ])('repeats after %s only what may be repeated', async (_name, error) => {
    const repeatable = failing(error);
    expect(await persist(repeatable.send, true, repeatable.patience)).toBe('done');

    const addition = failing(error);
    await expect(persist(addition.send, false, addition.patience)).rejects.toBe(error);
    expect(addition.send).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['a failed condition', anError('ConditionalCheckFailedException', 400)],
    ['a cancelled transaction', cancelled('None', 'ConditionalCheckFailed')],
    ['one reason that passes and one that does not', cancelled('TransactionConflict', 'Broken')],
    ['a missing permission', anError('AccessDeniedException', 400)],
    ['a wrong request', anError('ValidationException', 400)],
  ])('does not repeat after %s', async (_name, error) => {
    const { send, patience } = failing(error);

    await expect(persist(send, true, patience)).rejects.toBe(error);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('does not call a failed condition a conflict when its own lost write may be the cause', async () => {
    const lost = anError('InternalServerError', 500);
    const { send, patience } = failing(lost, anError('ConditionalCheckFailedException', 400));

    const outcome = persist(send, true, patience);

    await expect(outcome).rejects.toThrow(UncertainWriteError);
    await expect(outcome).rejects.toMatchObject({ cause: lost });
  });

  it('knows a failed condition after throttling for what it is', async () => {
    const condition = anError('ConditionalCheckFailedException', 400);
    const { send, patience } = failing(anError('ThrottlingException', 400), condition);

    await expect(persist(send, true, patience)).rejects.toBe(condition);
  });

  it('gives up after six attempts, with pauses of at most a second', async () => {
    const error = anError('ThrottlingException', 400);
    const { send, pauses, patience } = failing(...Array<Error>(9).fill(error));

    await expect(persist(send, true, patience)).rejects.toBe(error);
    expect(send).toHaveBeenCalledTimes(6);
    expect(pauses).toEqual([25, 50, 100, 200, 400]);
  });
});

/** A request that fails with these errors, one after the other, and then succeeds. */
function failing(...errors: Error[]) {
  const pauses: number[] = [];
  const send = jest.fn(async () => {
    const error = errors.shift();
    if (error) throw error;
    return 'done';
  });
  const pause = async (millis: number) => void pauses.push(millis);
  return { send, pauses, patience: { random: () => 0.5, pause } };
}

function anError(name: string, httpStatusCode?: number): Error {
  const $metadata = httpStatusCode === undefined ? {} : { httpStatusCode };
  return Object.assign(new Error(name), { name, $metadata });
}

function cancelled(...codes: string[]): Error {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return Object.assign(anError('TransactionCanceledException', 400), { CancellationReasons });
}
