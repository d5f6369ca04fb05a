import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFinal, type ExportStatus } from '../../../src/contract/exports/status.ts';
import { createFollowers, type Followers } from '../../../src/jobs/telling/followers.ts';
import type { Follower } from '../../../src/jobs/ports.ts';
import { createRounds } from '../../../src/jobs/telling/rounds.ts';
import { configOf, updateOf } from './support/configs.ts';
import { createRig, nextTurn, reached } from './support/rig.ts';

const intervalMs = 5;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** One who notes what it is told. */
class Listener implements Follower {
  readonly seqs: number[] = [];
  ends = 0;
  isBusy = false;

  tell = ({ seq }: ExportStatus): boolean => {
    if (!this.isBusy) this.seqs.push(seq);
    return !this.isBusy;
  };

  end = (): void => void (this.ends += 1);
}

function createStage(): { followers: Followers; now: () => ExportStatus; change: (status?: string) => void } {
  let now = { seq: 1, status: 'processing' } as ExportStatus;
  const followers = createFollowers({ read: () => now, rounds: createRounds(2), intervalMs });
  const change = (status = 'processing') => {
    now = { seq: now.seq + 1, status } as ExportStatus;
    followers.changed();
  };
  return { followers, now: () => now, change };
}

type Step = 'change' | 'join' | 'resume' | 'leave' | 'busy' | 'free' | 'turn' | 'wait';

describe('followers', () => {
  it('[J76] are told the latest in the end, in order, and nothing after they left, whatever happens', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.constantFrom<Step>('change', 'join', 'resume', 'leave', 'busy', 'free', 'turn', 'wait'),
            fc.nat(),
          ),
          { maxLength: 30 },
        ),
        async (steps) => {
          const { followers, now, change } = createStage();
          const present = new Map<Listener, () => void>();
          const gone = new Map<Listener, number>();
          for (const [step, pick] of steps) {
            const [listener, leave] = [...present][pick % Math.max(1, present.size)] ?? [];
            if (step === 'change') change();
            if (step === 'turn') await nextTurn();
            if (step === 'wait') await wait(intervalMs);
            if (step === 'join' || step === 'resume') {
              const comer = new Listener();
              present.set(comer, followers.join(comer, step === 'resume' ? now().seq : undefined));
            }
            if (!listener || !leave) continue;
            if (step === 'busy' || step === 'free') listener.isBusy = step === 'busy';
            if (step !== 'leave') continue;
            leave();
            present.delete(listener);
            gone.set(listener, listener.seqs.length);
          }
          for (const listener of present.keys()) listener.isBusy = false;
          change('completed');
          await expect.poll(() => followers.size(), { interval: 1 }).toBe(0);
          for (const { seqs, ends } of present.keys()) {
            expect([seqs.at(-1), ends]).toEqual([now().seq, 1]);
            expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
          }
          for (const [{ seqs, ends }, count] of gone) expect([seqs.length, ends]).toEqual([count, 0]);
        },
      ),
      { numRuns: 60 },
    ));

  it('[J76] end without a word where the final state is known already', async () => {
    const { followers, now, change } = createStage();
    change('completed');
    expect(isFinal(now().status)).toBe(true);
    const listener = new Listener();
    followers.join(listener, now().seq);
    await nextTurn();
    expect([listener.seqs, listener.ends, followers.size()]).toEqual([[], 1, 0]);
  });

  it('[J76] share a round in an interval at most', async () => {
    const { followers, change } = createStage();
    const listeners = Array.from({ length: 5 }, () => new Listener());
    for (const listener of listeners) followers.join(listener, undefined);
    await nextTurn();
    const before = performance.now();
    for (let count = 0; count < 200; count += 1) {
      change();
      if (count % 5 === 0) await wait(1);
    }
    change('completed');
    await expect.poll(() => followers.size(), { interval: 1 }).toBe(0);
    // A timer may fire almost a millisecond early. Everybody was told once before, and may be once at either end.
    const most = 3 + (performance.now() - before) / (intervalMs - 1);
    for (const { seqs } of listeners) expect(seqs.length).toBeLessThanOrEqual(most);
  });
});

describe('follow', () => {
  it('[J76] gives the latest, then what changes, then the end', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    const [fresh, caughtUp] = [new Listener(), new Listener()];
    const seen = rig.exports.get('one')?.seq ?? 0;
    rig.exports.follow('one', fresh);
    rig.exports.follow('one', caughtUp, seen);
    await nextTurn();
    run.update(updateOf(0.5));
    run.complete();
    const { seq } = await reached(rig.exports, 'one', 'completed');
    await expect.poll(() => [fresh.ends, caughtUp.ends]).toEqual([1, 1]);
    expect([fresh.seqs[0], fresh.seqs.at(-1)]).toEqual([seen, seq]);
    expect(caughtUp.seqs).not.toContain(seen);
    expect(caughtUp.seqs.at(-1)).toBe(seq);
  });

  it('[J76] who leaves in the same turn is never called', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    const listener = new Listener();
    rig.exports.follow('one', listener)();
    run.complete();
    await reached(rig.exports, 'one', 'completed');
    await nextTurn();
    expect([listener.seqs, listener.ends]).toEqual([[], 0]);
  });

  it('[J76] tells those who follow an export that is removed, and refuses unknown ones', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    await rig.puppet.nth(1);
    const listener = new Listener();
    rig.exports.follow('one', listener);
    await rig.exports.remove('one');
    await expect.poll(() => listener.ends).toBe(1);
    expect(() => rig.exports.follow('one', listener)).toThrow(/one/);
  });
});
