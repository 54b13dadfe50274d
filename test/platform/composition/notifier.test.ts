/** Every carrier's messages are counted, those it took and those it did not. */
import type { Notice, Notifier } from '../../../lambdas/core/ports/notifier';
import { failure, success } from '../../../lambdas/core/result';
import { counted } from '../../../lambdas/platform/composition/notifier';
import { measure } from '../../../lambdas/platform/observability';

jest.mock('../../../lambdas/platform/observability', () => ({ measure: jest.fn() }));

const notice: Notice = { kind: 'signInCode', code: '123456', validMinutes: 5, language: 'zh' };

describe('a carrier', () => {
  it.each<[string, Notifier['send'], string]>([
    ['took', async () => success(undefined), 'MessagesSent'],
    ['did not take', async () => failure('notSent'), 'MessagesNotSent'],
    ['broke at', () => Promise.reject(new Error('the key is wrong')), 'MessagesNotSent'],
  ])('is counted by what it %s', async (_, send, metric) => {
    jest.mocked(measure).mockClear();
    const attempt = () => counted({ send }).send('13900000001', notice);
    const told = await attempt().catch((error: Error) => error.message);
    expect(told).toEqual(await send('', notice).catch((error: Error) => error.message));
    expect(jest.mocked(measure).mock.calls).toEqual([[metric]]);
  });
});
