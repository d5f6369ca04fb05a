import type { Socket } from 'node:net';
import { openReader, type Tally } from './raw-reader.ts';

/** What the process is started with: one argument, as JSON. */
export interface ReadAlongOptions {
  readonly url: string;
  readonly jobIds: readonly string[];
  readonly keys: readonly string[];
  readonly count: number;
  /** One in so many looks into its events. */
  readonly sampleEvery: number;
  /** Which addresses it comes from. */
  readonly addressesOf: number;
}

/** What it answers to each message. The first one comes unasked, when all have subscribed. */
export interface Heard {
  /** Since the last answer. */
  readonly events: number;
  readonly bytes: number;
  readonly delays: readonly number[];
  /** From the start. */
  readonly errors: number;
  readonly lost: number;
  readonly closeCodes: readonly number[];
}

/** A server takes at most 256 sockets of one address; whoever tests more comes from more addresses. */
const socketsPerAddress = 200;
const openAtOnce = 50;

const options = JSON.parse(process.argv[2] ?? '') as ReadAlongOptions;
const tally: Tally = { events: 0, bytes: 0, delays: [], errors: 0, closeCodes: [] };

process.on('disconnect', () => process.exit());
process.on('message', answer);
await openAll();
answer();

async function openAll(): Promise<void> {
  const { hostname: host, port } = new URL(options.url);
  const open = (index: number): Promise<Socket> =>
    openReader(
      {
        host,
        port: Number(port),
        localAddress: `127.0.${options.addressesOf}.${2 + Math.floor(index / socketsPerAddress)}`,
        jobId: options.jobIds[index % options.jobIds.length] ?? '',
        key: options.keys[index % options.keys.length],
        isSample: index % options.sampleEvery === 0,
      },
      tally,
    );
  for (let i = 0; i < options.count; i += openAtOnce) {
    const atOnce = Math.min(openAtOnce, options.count - i);
    await Promise.all(Array.from({ length: atOnce }, (_, j) => open(i + j)));
  }
}

function answer(): void {
  const { events, bytes, delays, errors, closeCodes } = tally;
  const heard: Heard = {
    events,
    bytes,
    delays,
    errors,
    lost: closeCodes.length,
    closeCodes: [...new Set(closeCodes)],
  };
  tally.events = 0;
  tally.bytes = 0;
  tally.delays = [];
  process.send?.(heard);
}
