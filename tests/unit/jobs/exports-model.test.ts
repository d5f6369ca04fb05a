import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isFinal, type ExportState } from '../../../src/contract/exports/status.ts';
import type { JobStore } from '../../../src/jobs/state/job-store.ts';
import {
  createMemoryShelf,
  createMemoryStore,
  type MemoryShelf,
} from '../../../src/jobs/state/memory-store.ts';
import { configOf, updateOf } from './support/configs.ts';
import { createRig, nextTurn, type Rig } from './support/rig.ts';

const ids = ['a', 'b', 'c', 'd', 'e'];
const actions = ['create', 'cancel', 'retry', 'remove', 'complete', 'fail', 'crash', 'update'] as const;
const step = fc.record({
  action: fc.constantFrom(...actions),
  id: fc.constantFrom(...ids),
  /** Whether everything has come to rest before the next step. */
  isLastOfMoment: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** What the rules say of one export. */
interface Expected {
  state: 'waiting' | 'running' | 'completed' | 'failed' | 'cancelled';
  order: number;
  attempt: number;
  crashes: number;
}

/** The rules, as short as they can be said. */
class Model {
  readonly jobs = new Map<string, Expected>();
  readonly concurrency: number;
  #nextOrder = 1;

  constructor(concurrency: number) {
    this.concurrency = concurrency;
  }

  apply({ action, id }: Step): void {
    const job = this.jobs.get(id);
    if (action === 'create' && job === undefined) {
      this.jobs.set(id, { state: 'waiting', order: this.#nextOrder, attempt: 1, crashes: 0 });
      this.#nextOrder += 1;
    } else if (job !== undefined) {
      this.#change(job, action, id);
    }
    this.#fillSlots();
  }

  #change(job: Expected, action: Step['action'], id: string): void {
    const isOver = job.state !== 'waiting' && job.state !== 'running';
    if (action === 'remove') this.jobs.delete(id);
    if (action === 'cancel' && !isOver) job.state = 'cancelled';
    if (action === 'retry' && (job.state === 'failed' || job.state === 'cancelled')) {
      Object.assign(job, { state: 'waiting', attempt: job.attempt + 1, crashes: 0 });
    }
    if (job.state !== 'running') return;
    if (action === 'complete') job.state = 'completed';
    if (action === 'fail') job.state = 'failed';
    if (action === 'crash' && job.crashes === 2) Object.assign(job, { state: 'failed', crashes: 3 });
    else if (action === 'crash') {
      Object.assign(job, { state: 'waiting', attempt: job.attempt + 1, crashes: job.crashes + 1 });
    }
  }

  #fillSlots(): void {
    const waiting = [...this.jobs.values()]
      .filter((job) => job.state === 'waiting')
      .sort((a, b) => a.order - b.order);
    const running = [...this.jobs.values()].filter((job) => job.state === 'running').length;
    for (const job of waiting.slice(0, this.concurrency - running)) job.state = 'running';
  }
}

const stateOf: Record<Expected['state'], ExportState> = {
  waiting: 'pending',
  running: 'processing',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** Does the step to the real thing; what is refused is refused. */
function perform(rig: Rig, { action, id }: Step): void {
  const run = rig.puppet.runs.findLast((other) => other.request.jobId === id && !other.isOver);
  const problem = (code: 'CHILD_CRASHED' | 'SOURCE_DAMAGED') => ({ code, message: 'It broke.' });
  const ignore = () => undefined;
  switch (action) {
    case 'create':
      return void rig.exports.create(configOf(id)).catch(ignore);
    case 'cancel':
    case 'retry':
    case 'remove':
      return void rig.exports[action](id).catch(ignore);
    case 'complete':
      return run?.complete();
    case 'fail':
      return run?.end({ kind: 'failed', problem: problem('SOURCE_DAMAGED'), warnings: [] });
    case 'crash':
      return run?.end({ kind: 'failed', problem: problem('CHILD_CRASHED'), warnings: [] });
    case 'update':
      return run?.update(updateOf(0.5));
  }
}

function checkInvariants(rig: Rig, concurrency: number): void {
  const live = rig.puppet.runs.filter((run) => !run.isOver).map((run) => run.request.jobId);
  expect(live.length).toBeLessThanOrEqual(concurrency);
  expect(new Set(live).size).toBe(live.length);
  const { exports } = rig.exports.list({ limit: 100 });
  const places = exports.map((status) => status.queuePosition).filter((place) => place !== null);
  expect(places.sort()).toEqual(places.map((_place, index) => index + 1));
}

/** At rest, nothing idles, and what was written is what is shown. */
function checkAtRest(rig: Rig, concurrency: number): void {
  const live = rig.puppet.runs.filter((run) => !run.isOver).map((run) => run.request.jobId);
  const { exports } = rig.exports.list({ limit: 100 });
  const processing = exports.filter((status) => status.status === 'processing').map((status) => status.jobId);
  expect(processing.sort()).toEqual(live.sort());
  if (exports.some((status) => status.status === 'pending')) expect(live).toHaveLength(concurrency);
  expect([...rig.shelf.jobs.keys()].sort()).toEqual(exports.map((status) => status.jobId).sort());
  for (const status of exports.filter((one) => isFinal(one.status))) {
    expect(rig.shelf.jobs.get(status.jobId)?.record).toMatchObject({
      status: status.status,
      seq: status.seq,
    });
  }
}

it('[J63] gives every export the state the rules give it, one step after another', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(step, { maxLength: 40 }),
      async (concurrency, steps) => {
        await using rig = await createRig({ concurrency, shelf: createMemoryShelf() });
        const model = new Model(concurrency);
        for (const one of steps) {
          perform(rig, one);
          model.apply(one);
          await nextTurn();
          checkInvariants(rig, concurrency);
          checkAtRest(rig, concurrency);
          for (const id of ids) {
            const expected = model.jobs.get(id);
            const found = rig.exports.get(id);
            expect([id, found?.status, found?.attempt]).toEqual([
              id,
              expected && stateOf[expected.state],
              expected?.attempt,
            ]);
          }
        }
      },
    ),
    { numRuns: 150 },
  );
});

/** A store whose calls take a few turns of the event loop, as chance has it. */
function hesitantStore(shelf: MemoryShelf, hesitations: Iterator<number>): JobStore {
  const store = createMemoryStore(shelf, '/exports');
  const hesitate = async () => {
    const turns = Number(hesitations.next().value ?? 0);
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    ...store,
    create: (record, config) => hesitate().then(() => store.create(record, config)),
    save: (record) => hesitate().then(() => store.save(record)),
    remove: (jobId) => hesitate().then(() => store.remove(jobId)),
    readConfig: (jobId) => hesitate().then(() => store.readConfig(jobId)),
  };
}

it('[J63] keeps its invariants when everything happens at once', async () => {
  const concurrencies = fc.integer({ min: 1, max: 3 });
  const hesitations = fc.infiniteStream(fc.nat(4));
  await fc.assert(
    fc.asyncProperty(
      concurrencies,
      fc.array(step, { maxLength: 60 }),
      hesitations,
      async (concurrency, steps, turns) => {
        const shelf = createMemoryShelf();
        await using rig = await createRig({ concurrency, shelf, store: hesitantStore(shelf, turns) });
        for (const one of steps) {
          perform(rig, one);
          if (!one.isLastOfMoment) continue;
          await new Promise((resolve) => setImmediate(resolve));
          checkInvariants(rig, concurrency);
        }
        for (let turn = 0; turn < 100; turn += 1) await nextTurn();
        checkInvariants(rig, concurrency);
        checkAtRest(rig, concurrency);
      },
    ),
    { numRuns: 200 },
  );
});
