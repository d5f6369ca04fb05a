import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainConfig, startOwners, type OwnersRig } from './support/owners-rig.ts';

/** Both use the same few ids, and each other's. */
const ids = ['one', 'two', 'three'];
const users = ['alice', 'bob'] as const;
type User = (typeof users)[number];

interface Move {
  readonly by: User;
  readonly act:
    'create' | 'create-other' | 'complete' | 'cancel' | 'retry' | 'remove' | 'look' | 'list' | 'plan' | 'log';
  readonly id: string;
  /** Whose export is meant: the other's is named as an administrator would. */
  readonly isOthers: boolean;
}

const move = fc.record<Move>({
  by: fc.constantFrom(...users),
  act: fc.constantFrom(
    ...([
      'create',
      'create-other',
      'complete',
      'cancel',
      'retry',
      'remove',
      'look',
      'list',
      'plan',
      'log',
    ] as const),
  ),
  id: fc.constantFrom(...ids),
  isOthers: fc.boolean(),
});

const otherOf = (user: User): User => (user === 'alice' ? 'bob' : 'alice');
/** Stands in everything of a user, and nowhere else. */
const markOf = (user: User): string => `mark-of-${user}`;

/** Everything that the server says to a user: answers, refusals, and what a stream of the whole queue tells. */
class Ear {
  readonly heard: string[] = [];
  readonly #stop = new AbortController();

  async listen(rig: OwnersRig, user: User): Promise<void> {
    const response = await rig.rest(user, '/api/trpc/queue', { signal: this.#stop.signal });
    const text = response.body?.pipeThrough(new TextDecoderStream());
    void (async () => {
      for await (const piece of text ?? []) this.heard.push(piece);
    })().catch(() => undefined);
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }
}

async function play(rig: OwnersRig, { by, act, id, isOthers }: Move): Promise<string> {
  const named = isOthers ? `${otherOf(by)}~${id}` : id;
  const post = (path: string, body: unknown) =>
    rig.rest(by, path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const config = { ...plainConfig(isOthers ? named : id), projectName: markOf(by) };
  const calls: Record<Move['act'], () => Promise<Response>> = {
    create: () => post('/api/export', config),
    'create-other': () => post('/api/export', { ...config, projectName: `${markOf(by)} again` }),
    complete: async () => {
      const status = await rig
        .as(by)
        .get.query({ jobId: id })
        .catch(() => undefined);
      if (status?.status === 'processing') (await rig.server.parts.renderOf(`${by}~${id}`)).complete();
      return rig.rest(by, `/api/export/${id}/status`);
    },
    cancel: () => post(`/api/export/${named}/cancel`, {}),
    retry: () => post(`/api/export/${named}/retry`, {}),
    remove: () => rig.rest(by, `/api/export/${named}`, { method: 'DELETE' }),
    look: () => rig.rest(by, `/api/export/${named}/status`),
    list: () => rig.rest(by, '/api/export'),
    plan: () => rig.rest(by, `/api/export/${named}/report`),
    log: () =>
      rig.rest(by, `/api/trpc/logOf?input=${encodeURIComponent(JSON.stringify({ json: { jobId: named } }))}`),
  };
  const response = await calls[act]();
  const text = await response.text();
  if (isOthers && act !== 'list' && act !== 'complete')
    expect([act, response.status >= 400, text]).toEqual([act, true, text]);
  return text;
}

/** What the other sees of all ids, without what grows by itself. */
async function sightOf(rig: OwnersRig, user: User): Promise<unknown> {
  const { exports } = await rig.as(user).list.query();
  return exports.map(({ jobId, projectName, status, queuePosition, attempt }) => ({
    ...{ jobId, projectName, status, queuePosition, attempt },
  }));
}

/** Until no place is free that somebody waits for: what ends gives its place on a little later. */
async function untilPlacesAreTaken(rig: OwnersRig): Promise<void> {
  const states = async () => {
    const lists = await Promise.all(users.map((user) => rig.as(user).list.query()));
    return lists.flatMap(({ exports }) => exports.map(({ status }) => status));
  };
  await expect
    .poll(async () => {
      const now = await states();
      return now.includes('pending') && !now.includes('processing');
    })
    .toBe(false);
}

test('two users who try each other’s ids at random see and change nothing of each other', async () => {
  await using rig = await startOwners({ EXPORT_CONCURRENCY: '1' });
  using alice = new Ear();
  using bob = new Ear();
  const ears = { alice, bob };
  for (const user of users) await ears[user].listen(rig, user);
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 25 }), async (moves) => {
      for (const step of moves) {
        const other = otherOf(step.by);
        // Whether the other's export runs depends on whose turn it is, which a place of the first frees.
        if (step.isOthers) await untilPlacesAreTaken(rig);
        const before = step.isOthers ? await sightOf(rig, other) : undefined;
        ears[step.by].heard.push(await play(rig, step));
        if (before !== undefined && step.act !== 'complete')
          expect(await sightOf(rig, other)).toEqual(before);
      }
      for (const user of users) {
        const heard = ears[user].heard.splice(0).join('\n');
        expect(heard).not.toContain(markOf(otherOf(user)));
        expect(heard).not.toContain(`${user}~`);
      }
    }),
    { numRuns: 12 },
  );
});
