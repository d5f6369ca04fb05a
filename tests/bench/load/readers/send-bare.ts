import { createServer, type AddressInfo, type Socket } from 'node:net';
import { textFrame } from '../../../../src/api/lane/text-frame.ts';

/**
 * The least that telling many readers costs in this language: no API, no export, no state, only as many bytes to as
 * many sockets as often. What the real server takes beyond this is its own. Started with one argument, as JSON.
 */
export interface SendBareOptions {
  readonly eventBytes: number;
  readonly intervalMs: number;
}

const { eventBytes, intervalMs } = JSON.parse(process.argv[2] ?? '') as SendBareOptions;
const head = '{"id":1,"result":{"type":"data","data":"';
const frame = textFrame(head, Buffer.from(`${'x'.repeat(Math.max(0, eventBytes - head.length - 3))}"}}`));
const upgraded = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
const sockets = new Set<Socket>();

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => sockets.delete(socket));
  socket.once('data', () => {
    socket.write(upgraded);
    sockets.add(socket);
    socket.resume();
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
setInterval(() => {
  for (const socket of sockets) socket.write(frame);
}, intervalMs);
