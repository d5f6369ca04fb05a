import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { GuardedSocket } from '../../src/server/sockets/guarded-socket.ts';
import { sampleConfig } from '../unit/contract/config-samples.ts';
import { httpClient } from './harness/clients.ts';
import { startTestServer } from './harness/start-test-server.ts';

const jobId = 'export-abc123';
const input = { json: { jobId } };

interface Message {
  readonly id: number | string;
  readonly jsonrpc?: string;
  readonly result: { readonly type: string; readonly id?: string; readonly data?: unknown };
}

test('each subscription of a socket hears of every event under its own number, in the words of tRPC', async () => {
  const sendFrame = vi.spyOn(GuardedSocket.prototype, 'sendFrame');
  await using server = await startTestServer();
  await httpClient(server.url).createExport.mutate(sampleConfig());
  const render = await server.parts.renderOf(jobId);
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/trpc`);
  await once(socket, 'open');
  const texts: string[] = [];
  const messages = () => texts.map((text) => JSON.parse(text) as Message);
  socket.on('message', (data: Buffer) => texts.push(data.toString()));
  const ids = [1, 2, 'three', 'vier ✓', 5];
  const params = { path: 'status', input };
  socket.send(JSON.stringify(ids.map((id) => ({ id, jsonrpc: '2.0', method: 'subscription', params }))));
  const typesOf = (id: string | number) =>
    messages().flatMap((message) => (message.id === id ? [message.result.type] : []));
  await expect.poll(() => ids.map(typesOf)).toEqual(ids.map(() => ['started', 'data']));
  render.update({ framesDone: 5, message: 'Größe ✓' });
  await expect.poll(() => ids.map(typesOf)).toEqual(ids.map(() => ['started', 'data', 'data']));
  socket.send(JSON.stringify({ id: 5, method: 'subscription.stop' }));
  await expect.poll(() => typesOf(5).at(-1)).toBe('stopped');
  render.complete();
  await expect.poll(() => ids.map((id) => typesOf(id).at(-1))).toEqual(ids.map(() => 'stopped'));

  expect(sendFrame).toHaveBeenCalledTimes(messages().filter(({ result }) => result.type === 'data').length);
  for (const { id, jsonrpc, result } of messages()) {
    expect(jsonrpc).toBe('2.0');
    if (result.type === 'data') expect(result).toMatchObject({ data: { json: { id: result.id } } });
    if (result.type === 'data' && id === 5) expect(JSON.stringify(result)).not.toContain('completed');
  }
  const last = (id: string | number) => messages().findLast((m) => m.id === id && m.result.type === 'data');
  for (const id of ids.slice(0, -1))
    expect(last(id)?.result).toMatchObject({ data: { json: { data: { status: 'completed' } } } });
  socket.terminate();
  sendFrame.mockRestore();
});
