import { describe, expect, test } from 'vitest';
import { ordinaryRetryTimes, nextTry } from '../../../src/webhooks/sending/retry-times.ts';
import { statusIn, webhookFolder } from './support/open-test-webhooks.ts';
import { behaviours, redirectTo, startReceiver, verified } from './support/receiver.ts';

const { ok, error, breaksOff, closes, hangs, chatters } = behaviours;

test('[WH1] a message is the status with its event, signed as Standard Webhooks says', async () => {
  await using receiver = await startReceiver(ok);
  await using folder = await webhookFolder();
  const { webhooks, settled } = await folder.open();
  const { secret } = await webhooks.create({ url: receiver.url });
  webhooks.note(statusIn('completed'));
  const [call] = await receiver.calls(1);
  expect(verified(call, secret)).toMatchObject({
    type: 'export.completed',
    jobId: 'episode-12',
    status: 'completed',
    progress: 1,
  });
  expect(() => verified(call, 'whsec_b3RoZXI=')).toThrow();
  expect(await settled('delivered')).toMatchObject({
    id: call?.headers['webhook-id'],
    attempts: [{ status: 200, answer: 'thanks' }],
    nextAttemptAt: null,
  });
});

test('[WH2] only the events that are wanted are told, and none from before the webhook was there', async () => {
  await using receiver = await startReceiver(ok);
  await using folder = await webhookFolder();
  const { webhooks, settled } = await folder.open();
  webhooks.note(statusIn('failed', { jobId: 'before' }));
  await new Promise((resolve) => setTimeout(resolve, 2));
  await webhooks.create({ url: receiver.url, events: ['export.failed'] });
  webhooks.note(statusIn('pending'));
  webhooks.note(statusIn('processing'));
  webhooks.note(statusIn('completed'));
  webhooks.note(statusIn('failed', { jobId: 'last' }));
  await settled('delivered', 'last');
  expect(receiver.received.map(({ body }) => body['jobId'])).toEqual(['last']);
});

test.each([
  ['a 500', error, 500, 'not today'],
  ['a redirect', redirectTo('http://127.0.0.1:1/'), 307, 'redirects are not followed'],
  ['a connection that closes', closes, null, 'It closed the connection without an answer.'],
  ['an answer that breaks off', breaksOff, null, expect.any(String)],
  ['silence', hangs, null, 'There was no whole answer'],
])('[WH3] after %s it is sent again, as the same message', async (_name, behave, status, answer) => {
  await using receiver = await startReceiver(behave, ok);
  await using folder = await webhookFolder();
  const { webhooks, settled } = await folder.open({ limitMs: 1000 });
  await webhooks.create({ url: receiver.url });
  webhooks.note(statusIn('completed'));
  const delivery = await settled('delivered');
  expect(delivery.attempts).toMatchObject([{ status }, { status: 200 }]);
  if (typeof answer === 'string') expect(delivery.attempts[0]?.answer).toContain(answer);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(ids).toEqual([delivery.id, delivery.id]);
});

test('[WH4] of an answer without end 64 kB are read', async () => {
  await using receiver = await startReceiver(chatters);
  await using folder = await webhookFolder();
  const { webhooks, settled } = await folder.open();
  await webhooks.create({ url: receiver.url });
  webhooks.note(statusIn('completed'));
  expect((await settled('delivered')).attempts[0]?.answer).toMatch(/^a{500}$/);
});

test('[WH5] messages of one export keep their order, and one that fails holds up no other export', async () => {
  await using receiver = await startReceiver(error, error, error, ok);
  await using other = await startReceiver(ok);
  await using folder = await webhookFolder();
  const { webhooks, settled } = await folder.open();
  await webhooks.create({ url: receiver.url });
  await webhooks.create({ url: other.url });
  webhooks.note(statusIn('processing'));
  webhooks.note(statusIn('completed'));
  await other.calls(2);
  await receiver.calls(5);
  await settled('delivered');
  const types = receiver.received.map(({ body }) => body['type']);
  expect(types).toEqual([...Array<string>(4).fill('export.started'), 'export.completed']);
});

test('[WH6] gaps grow, and after a day it is given up', () => {
  const tries: number[] = [];
  let at: number | null = 0;
  for (let failures = 1; at !== null; failures += 1) {
    tries.push(at);
    at = nextTry(ordinaryRetryTimes, { failures, since: 0, now: at, chance: 0 });
  }
  const gaps = tries.slice(1).map((time, index) => time - (tries[index] ?? 0));
  expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
  expect(gaps.slice(0, 3)).toEqual([5_000, 15_000, 45_000]);
  expect(tries.at(-1)).toBeGreaterThan(20 * 3_600_000);
  expect(tries.at(-1)).toBeLessThanOrEqual(24 * 3_600_000);
});

test('[WH6] what was given up is sent again when somebody asks for it', async () => {
  await using receiver = await startReceiver(error, ok);
  await using folder = await webhookFolder();
  const { webhooks, settled } = await folder.open({ times: { windowMs: 0 } });
  await webhooks.create({ url: receiver.url });
  webhooks.note(statusIn('failed'));
  const given = await settled('failed');
  await webhooks.sendAgain(given.id);
  expect((await settled('delivered')).attempts).toHaveLength(2);
  await expect(webhooks.sendAgain('msg_none')).rejects.toMatchObject({ problem: { code: 'NOT_FOUND' } });
});

describe('[WH7] over a restart', () => {
  test('what waits is delivered by the next server', async () => {
    await using receiver = await startReceiver(error, ok);
    await using folder = await webhookFolder();
    const first = await folder.open({ times: { firstGapMs: 60_000, longestGapMs: 60_000, windowMs: 1e9 } });
    const { secret } = await first.webhooks.create({ url: receiver.url });
    first.webhooks.note(statusIn('completed'));
    await receiver.calls(1);
    while ((await first.webhooks.deliveries({ limit: 1 })).deliveries[0]?.attempts.length !== 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await first.webhooks.close();
    const { webhooks, settled } = await folder.open();
    const [waiting] = (await webhooks.deliveries({ limit: 10 })).deliveries;
    expect(waiting).toMatchObject({ state: 'waiting', attempts: [{ status: 500 }] });
    await webhooks.sendAgain(waiting?.id ?? '');
    await settled('delivered');
    expect(verified(receiver.received[1], secret)).toMatchObject({ type: 'export.completed' });
  });

  test('what the last server died over is told, and what was told already is not', async () => {
    await using receiver = await startReceiver(ok);
    await using folder = await webhookFolder();
    const first = await folder.open();
    await first.webhooks.create({ url: receiver.url });
    const told = statusIn('completed', { jobId: 'told' });
    first.webhooks.note(told);
    await first.settled('delivered');
    await first.webhooks.close();
    const missed = statusIn('failed', { jobId: 'missed' });
    const { settled } = await folder.open({ exports: [told, missed] });
    await settled('delivered', 'missed');
    expect(receiver.received.map(({ body }) => body['jobId'])).toEqual(['told', 'missed']);
  });
});

describe('[WH8] an address that is not public', () => {
  test.each([
    'http://127.0.0.1/',
    'http://localhost/',
    'http://10.1.2.3/',
    'http://192.168.0.1:8080/',
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.0.1/',
    'http://0.0.0.0/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://[64:ff9b::7f00:1]/',
  ])('is refused when a webhook is made: %s', async (url) => {
    await using folder = await webhookFolder();
    const { webhooks } = await folder.open({ trustedHosts: [] });
    await expect(webhooks.create({ url })).rejects.toMatchObject({
      problem: { code: 'INVALID_REQUEST', message: expect.stringContaining('not a public address') },
    });
    expect(await webhooks.list()).toEqual([]);
  });

  test('is not called either when it is no longer trusted', async () => {
    await using receiver = await startReceiver(ok);
    await using folder = await webhookFolder();
    const first = await folder.open();
    await first.webhooks.create({ url: receiver.url });
    await first.webhooks.close();
    const { webhooks, settled } = await folder.open({ trustedHosts: [], times: { windowMs: 0 } });
    webhooks.note(statusIn('completed'));
    const { attempts } = await settled('failed');
    expect(attempts).toMatchObject([{ status: null, answer: '127.0.0.1 is not a public address.' }]);
    expect(receiver.received).toEqual([]);
  });
});

describe('[WH9] the webhook of one export', () => {
  test('hears of that export alone, is not listed, and is signed with the secret of all such', async () => {
    await using receiver = await startReceiver(ok);
    await using folder = await webhookFolder();
    const { webhooks, settled } = await folder.open();
    await webhooks.addForExport({ jobId: 'episode-12', url: receiver.url });
    await webhooks.addForExport({ jobId: 'episode-12', url: receiver.url });
    expect(await webhooks.list()).toEqual([]);
    webhooks.note(statusIn('completed', { jobId: 'episode-13' }));
    webhooks.note(statusIn('completed'));
    await settled('delivered');
    expect(receiver.received).toHaveLength(1);
    const secret = await webhooks.exportSecret();
    expect(verified(receiver.received[0], secret)).toMatchObject({ jobId: 'episode-12' });
  });

  test('is gone with the export', async () => {
    await using receiver = await startReceiver(ok);
    await using folder = await webhookFolder();
    const { webhooks, settled } = await folder.open();
    await webhooks.addForExport({ jobId: 'episode-12', url: receiver.url });
    webhooks.note(statusIn('completed'));
    await settled('delivered');
    webhooks.noteRemoved('episode-12');
    webhooks.note(statusIn('completed', { createdAt: '2027-01-01T00:00:00.000Z' }));
    expect((await webhooks.deliveries({ limit: 10 })).deliveries).toHaveLength(1);
  });
});

test('[WH10] a webhook that is removed is not called any more, whatever waits for it', async () => {
  await using receiver = await startReceiver(error);
  await using folder = await webhookFolder();
  const { webhooks } = await folder.open({
    times: { firstGapMs: 60_000, longestGapMs: 60_000, windowMs: 1e9 },
  });
  const { id } = await webhooks.create({ url: receiver.url });
  webhooks.note(statusIn('completed'));
  await receiver.calls(1);
  await webhooks.remove(id);
  expect((await webhooks.deliveries({ limit: 10 })).deliveries).toEqual([]);
  await expect(webhooks.remove(id)).rejects.toMatchObject({ problem: { code: 'NOT_FOUND' } });
});
