import { availableParallelism } from 'node:os';
import { percentile, timeRequests, type Measurement } from './measure.ts';
import { busySeconds, cpuSeconds, residentMegabytes } from './process-vitals.ts';
import { gatherAudience } from './readers/gather-audience.ts';
import type { Heard } from './readers/read-along.ts';
import { startBareSender } from './readers/start-bare-sender.ts';
import { startTickingServer, type TickingServer } from './ticking-server.ts';

const eventsPerSecond = 4;

interface SubscribersOptions {
  readonly subscribers: number;
  readonly seconds: number;
}

/** What was seen over some seconds. CPU is in seconds of one core. */
interface Period {
  readonly framesPerSecond: number;
  readonly requestTimes: readonly number[];
  readonly serverCpu: number;
  /** Of whatever else runs on this machine. */
  readonly othersCpu: number;
  readonly heard: Heard;
  readonly readersCpu: number;
  /** Of who tells the readers: the server or a program that stands in for it. */
  readonly senderCpu: number;
}

/** Readers of two exports that encode all the time: how late the news come, and what it costs the encoders. */
export async function benchSubscribers(options: SubscribersOptions): Promise<Measurement[]> {
  await using ticking = await startTickingServer(2);
  const alone = await observe(ticking, options.seconds);
  const listenedTo = await listenTo(ticking, ticking.server, options);
  const memory = residentMegabytes(ticking.server.pid);
  await using bare = await startBareSender({
    eventBytes: Math.round(listenedTo.heard.bytes / listenedTo.heard.events),
    intervalMs: 1000 / eventsPerSecond,
  });
  const bareOnly = await listenTo(ticking, bare, options);
  return [
    ...lateness(options, alone, listenedTo),
    ...costs(options, { alone, listenedTo, bareOnly }),
    { name: "the server's memory", value: memory, unit: 'MB' },
  ];
}

/** How fast the encoders are, how soon a few requests are answered, and who had the cores. */
async function observe(
  { server, encodeSpeed }: TickingServer,
  seconds: number,
  helpers: readonly number[] = [],
) {
  const ours = [process.pid, server.pid, ...server.children().map(({ pid }) => pid), ...helpers];
  const ourSeconds = () => ours.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const before = { server: cpuSeconds(server.pid), others: busySeconds() - ourSeconds() };
  const [framesPerSecond, requestTimes] = await Promise.all([
    encodeSpeed(seconds),
    timeRequests(server.url, { seconds, restMs: 100 }),
  ]);
  // The system counts one by samples and the other exactly.
  const othersCpu = Math.max(0, busySeconds() - ourSeconds() - before.others);
  return { framesPerSecond, requestTimes, othersCpu, serverCpu: cpuSeconds(server.pid) - before.server };
}

async function listenTo(
  ticking: TickingServer,
  sender: { readonly url: string; readonly pid: number },
  { subscribers, seconds }: SubscribersOptions,
): Promise<Period> {
  await using audience = await gatherAudience(sender.url, { jobIds: ticking.jobIds, count: subscribers });
  await audience.take();
  const [senderBefore, readersBefore] = [cpuSeconds(sender.pid), cpuSeconds(audience.pid)];
  const seen = await observe(ticking, seconds, [sender.pid, audience.pid]);
  const heard = await audience.take();
  const senderCpu = cpuSeconds(sender.pid) - senderBefore;
  return { ...seen, heard, senderCpu, readersCpu: cpuSeconds(audience.pid) - readersBefore };
}

/** What is promised is promised for a thousand; more than that have to survive. */
function promised({ subscribers }: SubscribersOptions, target: number): { readonly target?: number } {
  return subscribers <= 1000 ? { target } : {};
}

function lateness(
  options: SubscribersOptions,
  alone: Pick<Period, 'requestTimes'>,
  { heard, requestTimes }: Period,
): Measurement[] {
  const { subscribers, seconds } = options;
  return [
    {
      name: `${subscribers} subscribers, ${eventsPerSecond} events/s, p95 of every 20th`,
      value: percentile(heard.delays, 0.95),
      unit: 'ms',
      ...promised(options, 100),
    },
    { name: 'p99', value: percentile(heard.delays, 0.99), unit: 'ms', ...promised(options, 250) },
    { name: 'API before, p99', value: percentile(alone.requestTimes, 0.99), unit: 'ms' },
    { name: 'API meanwhile, p99', value: percentile(requestTimes, 0.99), unit: 'ms' },
    { name: 'the slowest one', value: Math.max(...requestTimes), unit: 'ms' },
    { name: 'events received', value: heard.events, unit: '' },
    { name: 'events expected', value: subscribers * seconds * eventsPerSecond, unit: '' },
    { name: 'subscriptions refused or broken', value: heard.errors, unit: '', target: 0 },
    { name: `sockets lost ${heard.closeCodes.join(' ')}`.trim(), value: heard.lost, unit: '', target: 0 },
  ];
}

interface Periods {
  readonly alone: Omit<Period, 'heard' | 'readersCpu' | 'senderCpu'>;
  readonly listenedTo: Period;
  readonly bareOnly: Period;
}

/**
 * What the encoders lose is seen, and worked out: seen, it takes in the readers here, and whatever else the machine
 * does in one period and not in another; worked out, it is the part of the cores that the server takes for its
 * readers and the encoders would have had.
 */
function costs(options: SubscribersOptions, { alone, listenedTo, bareOnly }: Periods): Measurement[] {
  const machineSeconds = options.seconds * availableParallelism();
  const ofMachine = (cpu: number) => (100 * cpu) / machineSeconds;
  const lost = ({ framesPerSecond }: Period) => 100 * (1 - framesPerSecond / alone.framesPerSecond);
  const eachMicros = (cpu: number, { heard }: Period) => (1e6 * cpu) / heard.events;
  // What it takes for its encoders and for requests it takes without readers, too.
  const forReaders = listenedTo.serverCpu - alone.serverCpu;
  const percent = (name: string, value: number) => ({ name, value, unit: '%' });
  const micros = (name: string, value: number) => ({ name, value, unit: 'µs' });
  return [
    percent('of the machine, the server takes', ofMachine(listenedTo.serverCpu)),
    percent('as much without readers', ofMachine(alone.serverCpu)),
    percent('of the machine, the readers here take', ofMachine(listenedTo.readersCpu)),
    percent('of the machine, others took meanwhile', ofMachine(listenedTo.othersCpu)),
    percent('others took before', ofMachine(alone.othersCpu)),
    {
      ...percent(
        'encode speed lost to the server, by the CPU it takes',
        (100 * forReaders) / (machineSeconds - alone.serverCpu),
      ),
      ...promised(options, 5),
    },
    percent('encode speed lost in all, as seen (readers here and others too)', lost(listenedTo)),
    percent('as seen while a bare program sends the same bytes instead', lost(bareOnly)),
    micros('CPU for each event: the server', eachMicros(forReaders, listenedTo)),
    micros('a bare program that sends the same', eachMicros(bareOnly.senderCpu, bareOnly)),
    micros('the readers here', eachMicros(listenedTo.readersCpu, listenedTo)),
  ];
}
