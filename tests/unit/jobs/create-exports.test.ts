import { describe, expect, it } from 'vitest';
import { configOf, updateOf } from './support/configs.ts';
import { createRig, reached } from './support/rig.ts';

const code = (expected: string) => ({ problem: { code: expected } });

describe('createExports', () => {
  it('renders an export from its creation to its end', async () => {
    await using rig = await createRig();
    const created = await rig.exports.create(configOf('one'));
    expect(created).toMatchObject({ jobId: 'one', attempt: 1 });
    const run = await rig.puppet.nth(1);
    run.update(updateOf(0.5));
    expect(rig.exports.get('one')).toMatchObject({ status: 'processing', progress: 0.5 });
    run.complete();
    expect(await reached(rig.exports, 'one', 'completed')).toMatchObject({
      progress: 1,
      downloadUrl: '/api/export/one/download',
    });
  });

  it('answers the same content again and refuses other content under one id', async () => {
    await using rig = await createRig();
    const [first, second] = await Promise.all([
      rig.exports.create(configOf('one')),
      rig.exports.create({ ...configOf('one'), createdAt: '2030-01-01T00:00:00Z' }),
    ]);
    expect(second.createdAt).toBe(first.createdAt);
    expect(rig.exports.list({ limit: 10 }).exports).toHaveLength(1);
    await expect(rig.exports.create(configOf('one', 'Other'))).rejects.toMatchObject(code('ID_TAKEN'));
  });

  it('cancels a running export and answers when its render has settled', async () => {
    await using rig = await createRig({ isStubborn: true });
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    let isAnswered = false;
    const cancelled = rig.exports.cancel('one').finally(() => (isAnswered = true));
    await new Promise((resolve) => run.signal.addEventListener('abort', resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isAnswered).toBe(false);
    run.end({ kind: 'stopped', reason: 'cancel' });
    expect(await cancelled).toMatchObject({ status: 'cancelled' });
    expect(await rig.exports.cancel('one')).toMatchObject({ status: 'cancelled' });
  });

  it('retries what failed, with a new attempt', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    await expect(rig.exports.retry('one')).rejects.toMatchObject(code('NOT_RETRYABLE'));
    const problem = { code: 'SOURCE_DAMAGED', message: 'a.mp4 ends in the middle.' } as const;
    (await rig.puppet.nth(1)).end({ kind: 'failed', problem, warnings: [] });
    await reached(rig.exports, 'one', 'failed');
    expect(await rig.exports.retry('one')).toMatchObject({ attempt: 2, progress: 0, error: undefined });
    (await rig.puppet.nth(2)).complete();
    await reached(rig.exports, 'one', 'completed');
  });
});
