/** A log line has the members the catalogue allows and no other, whatever it is given. */
import { loggedFieldNames } from '../../lambdas/core/users/catalogue';
import { describeError, logger } from '../../lambdas/platform/observability';

describe('a log line', () => {
  it('keeps what the catalogue allows', () => {
    const allowed = Object.fromEntries(loggedFieldNames.map((name) => [name, `${name}-value`]));
    expect(written(allowed)).toMatchObject({ message: 'happened', ...allowed });
  });

  it('drops everything else, however it is called and wherever it stands', () => {
    const line = JSON.stringify(
      written({
        phone: '13900000001',
        idNumber: '110999199001011234',
        body: { cardNumber: '6222020000000000006' },
        error: new Error('欧阳一诺'),
        code: 'conflict',
      }),
    );
    expect(line).toContain('conflict');
    for (const personal of ['13900000001', '110999199001011234', '6222020000000000006', '欧阳'])
      expect(line).not.toContain(personal);
  });

  it('tells of an error where it arose, not what it said, unless AWS said it', () => {
    const ours = describeError(new TypeError('13900000001 is wrong'));
    expect(ours.errorName).toBe('TypeError');
    expect(JSON.stringify(ours)).not.toContain('13900000001');
    const theirs = Object.assign(new Error('throttled'), { $metadata: {} });
    expect(describeError(theirs).errorMessage).toBe('throttled');
  });
});

/** The line as it is printed. */
function written(members: object): Record<string, unknown> {
  const lines: string[] = [];
  const print = jest.spyOn(console, 'info').mockImplementation((line) => void lines.push(line));
  const spied = jest
    .spyOn((logger as unknown as { console: Console }).console, 'info')
    .mockImplementation((line) => void lines.push(line));
  logger.setLogLevel('INFO');
  logger.info('happened', members as Parameters<typeof logger.info>[1] as never);
  logger.setLogLevel('SILENT');
  print.mockRestore();
  spied.mockRestore();
  return JSON.parse(lines[0]!);
}
