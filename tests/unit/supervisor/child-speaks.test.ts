import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { superviseChild } from '../../../src/supervisor/supervise-child.ts';
import { fixtureChild, unstopped, until, writtenBytes } from './fixture-child.ts';

type Block = ReadonlyMap<string, string>;

describe('what a child says', () => {
  it('[S4] lines are put together over chunk borders, and a last line without newline counts', async () => {
    const blocks: Block[] = [];
    await superviseChild(
      fixtureChild('prints-half-lines'),
      unstopped({ onBlock: (block) => void blocks.push(block) }),
    );
    expect(blocks.map((block) => Object.fromEntries(block))).toEqual([
      { frame: '1', note: 'Grüße', progress: 'continue' },
      { frame: '22', note: 'a=b', progress: 'end' },
    ]);
  });

  it('[S5] a child that prints no block has not started', async () => {
    const outcome = await superviseChild(fixtureChild('exits-with', '0'), unstopped());
    expect(outcome.hasStarted).toBe(false);
  });

  it('[S6] of 4 MB of stderr the last 16 KiB are kept, as whole characters', async () => {
    const { stderrTail } = await superviseChild(fixtureChild('floods-stderr'), unstopped());
    expect(Buffer.byteLength(stderrTail)).toBeLessThanOrEqual(16 * 1024);
    expect(Buffer.byteLength(stderrTail)).toBeGreaterThan(16 * 1024 - 8);
    expect(stderrTail).toMatch(/^ü+\nthe last line\n$/);
  });

  it('[S7] captured stdout comes with the outcome, cut at the bound', async () => {
    const command = { ...fixtureChild('writes-bytes', '3000000'), stdout: 'capture' as const };
    const whole = await superviseChild(command, unstopped());
    expect(whole).toMatchObject({ kind: 'exited', exitCode: 0, isStdoutTruncated: false, hasStarted: true });
    expect(whole.stdout?.length).toBe(3_000_000);
    const cut = await superviseChild(command, unstopped({ captureBytes: 100_001 }));
    expect(cut).toMatchObject({ kind: 'exited', exitCode: 0, isStdoutTruncated: true });
    expect(cut.stdout?.length).toBe(100_001);
  });

  it('[S8] piped stdout is handed on chunk by chunk, never two at once, with blocks on fd 3', async () => {
    let isBusy = false;
    let total = 0;
    const blocks: Block[] = [];
    async function* input() {
      for (let at = 0; at < 64; at += 1) yield Buffer.alloc(50_000, at);
    }
    const pipe = async (chunk: Uint8Array) => {
      expect(isBusy).toBe(false);
      isBusy = true;
      await new Promise((resolve) => setImmediate(resolve));
      total += chunk.length;
      isBusy = false;
    };
    const outcome = await superviseChild(
      { ...fixtureChild('copies-stdin', 'with-progress'), input: input(), stdout: { pipe } },
      unstopped({ onBlock: (block) => void blocks.push(block) }),
    );
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stderrTail: '' });
    expect(total).toBe(3_200_000);
    expect(blocks.map((block) => block.get('total_size'))).toEqual(['3200000']);
  });

  it('[S8] a consumer that is slow holds the child back', async () => {
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    let total = 0;
    let pid = 0;
    const pipe = (chunk: Uint8Array) => ((total += chunk.length), gate);
    const run = superviseChild(
      { ...fixtureChild('writes-bytes', String(64 * 1024 * 1024)), stdout: { pipe } },
      unstopped({ onSpawn: (child) => void (pid = child.pid) }),
    );
    await until(() => total > 0);
    const seen = [0];
    while (seen.at(-1) !== seen.at(-20)) {
      await sleep(20);
      seen.push(writtenBytes(pid));
    }
    expect(seen.at(-1)).toBeLessThan(8 * 1024 * 1024);
    letGo();
    expect(await run).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(total).toBe(64 * 1024 * 1024);
  });
});
