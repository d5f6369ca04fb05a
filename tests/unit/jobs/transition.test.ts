import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProblemCode } from '../../../src/contract/problems.ts';
import type { OutputUpdate } from '../../../src/contract/exports/render-port.ts';
import {
  exportStates,
  isFinal,
  type ExportState,
  type OutputStatus,
} from '../../../src/contract/exports/status.ts';
import type { JobEvent } from '../../../src/jobs/state/job-event.ts';
import type { JobRecord } from '../../../src/jobs/state/job-record.ts';
import { transition } from '../../../src/jobs/state/transition.ts';
import { output, publicationOf, recordOf, updateOf } from './support/configs.ts';

const at = Date.parse('2026-01-01T10:00:00Z');
const anotherOutput: OutputStatus = {
  ...{ id: 'another', kind: 'movie', file: 'output-another.mp4' },
  ...{ state: 'pending', progress: 0 },
};
const complete: JobEvent = { kind: 'complete', ...publicationOf('t') };
const failWith = (code: ProblemCode): Extract<JobEvent, { kind: 'fail' }> => ({
  kind: 'fail',
  problem: { code, message: 'It broke.' },
  warnings: [],
});
const failure = failWith('SOURCE_DAMAGED');
const samples: Record<JobEvent['kind'], JobEvent> = {
  start: { kind: 'start', attemptToken: 't' },
  update: { kind: 'update', update: updateOf(0.5) },
  move: { kind: 'move' },
  'request-cancel': { kind: 'request-cancel' },
  cancel: { kind: 'cancel' },
  complete,
  fail: failure,
  'put-back': { kind: 'put-back', reason: 'Restarting.' },
  interrupt: { kind: 'interrupt', isBlamed: true },
  adopt: { kind: 'adopt' },
  retry: { kind: 'retry' },
  published: { kind: 'published', outputs: [] },
  'make-output': { kind: 'make-output', output: anotherOutput },
  'drop-output': { kind: 'drop-output', id: 'another' },
};
const allowed: Record<ExportState, Partial<Record<JobEvent['kind'], ExportState>>> = {
  pending: {
    start: 'processing',
    move: 'pending',
    cancel: 'cancelled',
    fail: 'failed',
    complete: 'completed',
    published: 'pending',
    adopt: 'pending',
  },
  processing: {
    update: 'processing',
    'request-cancel': 'processing',
    complete: 'completed',
    cancel: 'cancelled',
    fail: 'failed',
    'put-back': 'pending',
    interrupt: 'pending',
    published: 'processing',
    adopt: 'processing',
  },
  completed: { 'make-output': 'pending', 'drop-output': 'completed' },
  failed: { retry: 'pending', 'make-output': 'pending', 'drop-output': 'failed' },
  cancelled: { retry: 'pending', 'make-output': 'pending', 'drop-output': 'cancelled' },
};

/** Applies events that must all be accepted. */
function after(record: JobRecord, ...events: readonly JobEvent[]): JobRecord {
  return events.reduce((current, event) => {
    const result = transition(current, event, at);
    if (!result.isOk) throw new Error(result.reason);
    return result.record;
  }, record);
}

const started = after(recordOf('one'), samples.start);
const fraction = fc.double({ min: -1, max: 2 });
const anyEvent: fc.Arbitrary<JobEvent> = fc.oneof(
  fraction.map((progress): JobEvent => ({ kind: 'update', update: updateOf(progress) })),
  fc.constantFrom<JobEvent[]>(
    ...Object.values(samples),
    failWith('CHILD_CRASHED'),
    failWith('OUT_OF_MEMORY'),
  ),
);

describe('transition', () => {
  it('[J1] allows what the table allows and refuses everything else', () => {
    for (const state of exportStates) {
      for (const event of Object.values(samples)) {
        const result = transition(recordOf('one', { status: state }), event, at);
        const expected = allowed[state][event.kind];
        expect([state, event.kind, result.isOk ? result.record.status : undefined]).toEqual([
          state,
          event.kind,
          expected,
        ]);
      }
    }
  });

  it('[J1] never touches the record it is given', () => {
    const frozen = Object.freeze(recordOf('one', { status: 'processing' }));
    for (const event of Object.values(samples)) expect(() => transition(frozen, event, at)).not.toThrow();
  });

  it('[J2][J3][J4][J5] holds its invariants over any sequence of events', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let record = recordOf('one');
        for (const event of events) {
          const result = transition(record, event, at);
          if (!result.isOk) continue;
          checkStep(record, event, result.record);
          record = result.record;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('[J2] completes an export that failed over one output when that is dropped', () => {
    const [first] = started.outputs ?? [];
    const made: OutputUpdate = {
      ...publicationOf('t'),
      id: first?.id ?? '',
      state: 'completed',
      progress: 1,
    };
    const added: JobRecord = { ...started, outputs: [...(started.outputs ?? []), anotherOutput] };
    const failed = after(added, { ...failure, outputs: [made] });
    expect(failed).toMatchObject({
      status: 'failed',
      outputs: [{ state: 'completed' }, { state: 'failed' }],
    });
    expect(after(failed, samples['drop-output'])).toMatchObject({
      status: 'completed',
      progress: 1,
      attempt: 1,
    });
    expect(after(added, failure, samples['drop-output']).status).toBe('failed');
  });

  it('[J2] fails an export of which one output is made again and another is still missing', () => {
    const [first] = started.outputs ?? [];
    const made: OutputUpdate = {
      ...publicationOf('t'),
      id: first?.id ?? '',
      state: 'completed',
      progress: 1,
    };
    const failed = after(
      { ...started, outputs: [...(started.outputs ?? []), anotherOutput] },
      { ...failure, outputs: [made] },
    );
    const again = after(
      failed,
      { kind: 'make-output', output: first ?? anotherOutput },
      samples.start,
      complete,
    );
    expect(again).toMatchObject({
      status: 'failed',
      attempt: 2,
      outputs: [{ state: 'completed' }, { state: 'failed' }],
    });
  });

  it('[J3] keeps the bar below its end until the export is completed', () => {
    expect(after(started, { kind: 'update', update: updateOf(1) }).progress).toBeLessThan(1);
    expect(after(started, { kind: 'update', update: updateOf(Number.NaN) }).progress).toBe(0);
    expect(after(started, complete)).toMatchObject({ progress: 1, framesDone: output.frames });
  });

  it('[J4] skips the numbers that an earlier server may have used', () => {
    expect(after(started, samples.adopt).seq).toBe(at);
    expect(after({ ...started, seq: at + 5 }, samples.adopt).seq).toBe(at + 1005);
  });

  it('[J6] tries again after two crashes and ends with the third', () => {
    const crash = failWith('CHILD_CRASHED');
    const second = after(started, crash);
    expect(second).toMatchObject({ status: 'pending', attempt: 2, crashes: 1, progress: 0 });
    const third = after(second, samples.start, crash);
    expect(third).toMatchObject({ status: 'pending', attempt: 3, crashes: 2 });
    const ended = after(third, samples.start, crash);
    expect(ended).toMatchObject({ status: 'failed', attempt: 3, error: { code: 'CHILD_CRASHED' } });
    expect(after(ended, samples.retry)).toMatchObject({ status: 'pending', attempt: 4, crashes: 0 });
  });

  it.each<ProblemCode>(['OUT_OF_MEMORY', 'STALLED', 'TIMED_OUT', 'DISK_FULL', 'SOURCE_DAMAGED', 'INTERNAL'])(
    '[J6] ends an export that failed with %s at once',
    (code) => {
      expect(after(started, failWith(code))).toMatchObject({ status: 'failed', attempt: 1, error: { code } });
    },
  );

  it('[J7] costs no attempt and no progress when the server stops or dies', () => {
    const halfway = after(started, samples.update);
    for (const event of [samples['put-back'], samples.interrupt]) {
      expect(after(halfway, event)).toMatchObject({ status: 'pending', attempt: 1, progress: 0.5 });
    }
  });

  it('[J7] ends an export over which five servers died without getting further', () => {
    const death = [samples.start, samples.interrupt] as const;
    const four = after(recordOf('one'), ...death, ...death, ...death, ...death);
    expect(four).toMatchObject({ status: 'pending', deaths: 4 });
    expect(after(four, ...death)).toMatchObject({ status: 'failed', error: { code: 'CHILD_CRASHED' } });
    const further = after(four, samples.start, samples.update, samples.interrupt);
    expect(further).toMatchObject({ status: 'pending', deaths: 0 });
  });

  it('[J7] blames no export for the death of a server that died of something else', () => {
    const death = [samples.start, { kind: 'interrupt', isBlamed: false }] as const;
    const many = after(recordOf('one'), ...death, ...death, ...death, ...death, ...death, ...death);
    expect(many).toMatchObject({ status: 'pending', deaths: 0 });
  });

  it('[J8] shows nothing of the last attempt in a new one', () => {
    const plan = {
      copiedSeconds: 1,
      encodedSeconds: 1,
      copiedFrames: 1,
      encodedFrames: 1,
      spans: 1,
      reasons: [],
      summary: '',
    };
    const warnings = [{ code: 'CLIP_PADDED', message: 'Clip 1 reaches past its source.' }];
    const failed = after(
      started,
      { kind: 'update', update: updateOf(0.7, { plan, warnings }) },
      samples.fail,
      samples.retry,
    );
    const { seq: _seq, attempt: _attempt, updatedAt: _updatedAt, ...rest } = failed;
    const { seq: _s, attempt: _a, updatedAt: _u, ...fresh } = recordOf('one');
    expect(JSON.parse(JSON.stringify(rest))).toEqual(fresh);
  });

  it('[J9] ignores the updates of what the user wants stopped', () => {
    const stopping = after(started, samples['request-cancel']);
    expect(stopping).toMatchObject({ isCancelRequested: true, message: 'Stopping.' });
    expect(transition(stopping, samples.update, at).isOk).toBe(false);
  });
});

function checkStep(before: JobRecord, event: JobEvent, next: JobRecord): void {
  expect(next.seq).toBe(event.kind === 'adopt' ? Math.max(before.seq + 1000, at) : before.seq + 1);
  const ways = before.status === 'completed' ? ['make-output'] : ['retry', 'make-output'];
  if (isFinal(before.status) && event.kind !== 'drop-output') expect(ways).toContain(event.kind);
  if (event.kind === 'drop-output') {
    const [first] = next.outputs ?? [];
    const isWhole =
      next.outputs?.every(({ state }) => state === 'completed') && first?.output && first.report;
    expect(next.status).toBe(isWhole ? 'completed' : before.status);
  }
  expect(next.progress).toBeGreaterThanOrEqual(0);
  expect(next.progress === 1).toBe(next.status === 'completed');
  if (next.attempt === before.attempt) {
    expect(next.progress).toBeGreaterThanOrEqual(before.progress);
  } else {
    expect(next.attempt).toBe(before.attempt + 1);
    expect(['retry', 'fail', 'make-output']).toContain(event.kind);
  }
  expect(next.error === undefined).toBe(next.status !== 'failed');
  expect(next.finishedAt === undefined).toBe(next.status === 'pending' || next.status === 'processing');
}
