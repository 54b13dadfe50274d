/** Only one process builds at a time, and one that died keeps nobody out. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTurn } from '../../../local/start/lock';

describe('a turn', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sunlend-lock-'));
  const file = join(folder, 'dist', 'lock');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is had by one at a time', async () => {
    let inside = 0;
    const turns = Array.from({ length: 4 }, () =>
      inTurn(file, async () => {
        inside += 1;
        expect(inside).toBe(1);
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
        inside -= 1;
        return 'done';
      }),
    );
    expect(await Promise.all(turns)).toEqual(['done', 'done', 'done', 'done']);
    expect(existsSync(file)).toBe(false);
  });

  it('ends with a failure too', async () => {
    const failing = inTurn(file, () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    expect(await inTurn(file, async () => 'next')).toBe('next');
  });

  it('is taken over from a process that is no longer', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(file, String(pid));
    expect(await inTurn(file, async () => 'mine')).toBe('mine');
  });
});
