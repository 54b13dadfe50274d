/** Every carrier's messages are counted, those it took and those it did not. */
import type { Notice } from '../../../lambdas/core/ports/notifier';
import { failure, success } from '../../../lambdas/core/result';
import { counted } from '../../../lambdas/platform/composition/notifier';

const notice: Notice = { kind: 'signInCode', code: '123456', validMinutes: 5, language: 'zh' };

describe('a carrier', () => {
  it('is counted by what it took', async () => {
    const lines = await linesOf(async () => success(undefined));
    expect(lines).toMatchObject([{ MessagesSent: 1 }]);
  });

  it('is counted by what it did not take, also when it broke', async () => {
    expect(await linesOf(async () => failure('notSent'))).toMatchObject([{ MessagesNotSent: 1 }]);
    const broken = linesOf(() => Promise.reject(new Error('the key is wrong')));
    expect(await broken).toMatchObject([{ MessagesNotSent: 1 }]);
  });
});

/** What was counted while the carrier was sending: no phone and no code is among it. */
async function linesOf(send: () => ReturnType<ReturnType<typeof counted>['send']>) {
  const lines: string[] = [];
  const print = jest.spyOn(console, 'log').mockImplementation((line) => void lines.push(line));
  await counted({ send })
    .send('13900000001', notice)
    .catch(() => undefined);
  print.mockRestore();
  expect(lines.join()).not.toMatch(/13900000001|123456/);
  return lines.map((line) => JSON.parse(line));
}
