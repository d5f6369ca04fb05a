import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Autosave } from '../../../../src/editor/studio/model/autosave.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function server() {
  const saved: { edit: string; revision: number }[] = [];
  const answers: (() => void)[] = [];
  let failure: unknown;
  let isSlow = false;
  const autosave = new Autosave<string>(1, {
    save: async (edit, revision) => {
      if (isSlow) await new Promise<void>((resolve) => answers.push(resolve));
      if (failure !== undefined) throw failure as Error;
      saved.push({ edit, revision });
      return revision + 1;
    },
    judge: (error) => (error as { verdict: 'offline' | 'conflict' | 'refused' }).verdict,
    quietMs: 500,
    retryMs: 3000,
  });
  return {
    autosave,
    saved,
    answer: () => answers.shift()?.(),
    fail: (verdict?: string) => (failure = verdict === undefined ? undefined : { verdict }),
    slow: (slow: boolean) => (isSlow = slow),
  };
}

describe('saving by itself', () => {
  it('waits for the end of a burst and sends the newest', async () => {
    const { autosave, saved } = server();
    for (const edit of ['a', 'b', 'c']) autosave.changed(edit);
    expect(autosave.state).toBe('waiting');
    await vi.advanceTimersByTimeAsync(500);
    expect(saved).toEqual([{ edit: 'c', revision: 1 }]);
    expect(autosave.state).toBe('saved');
  });

  it('never sends two at once, and goes on with the revision it was told', async () => {
    const { autosave, saved, slow, answer } = server();
    slow(true);
    autosave.changed('a');
    await vi.advanceTimersByTimeAsync(500);
    autosave.changed('b');
    await vi.advanceTimersByTimeAsync(5000);
    expect(autosave.state).toBe('saving');
    slow(false);
    answer();
    await vi.advanceTimersByTimeAsync(500);
    expect(saved).toEqual([
      { edit: 'a', revision: 1 },
      { edit: 'b', revision: 2 },
    ]);
  });

  it('tries again while the server is away, and loses nothing', async () => {
    const { autosave, saved, fail } = server();
    fail('offline');
    autosave.changed('a');
    await vi.advanceTimersByTimeAsync(500);
    expect(autosave.state).toBe('offline');
    autosave.changed('b');
    fail();
    await vi.advanceTimersByTimeAsync(3000);
    expect(saved).toEqual([{ edit: 'b', revision: 1 }]);
    expect(autosave.state).toBe('saved');
  });

  it('stops at a conflict and keeps what is unsaved', async () => {
    const { autosave, saved, fail } = server();
    fail('conflict');
    autosave.changed('a');
    await vi.advanceTimersByTimeAsync(500);
    fail();
    autosave.changed('b');
    autosave.flush();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(autosave.state).toBe('conflict');
    expect(autosave.hasUnsaved).toBe(true);
    expect(saved).toEqual([]);
  });
});
