import { parseArgs } from 'node:util';
import { benchBoot } from './load/boot.ts';
import { benchCreateExports } from './load/create-exports.ts';
import { printMeasurements, type Measurement } from './load/measure.ts';
import { benchSlowReaders } from './load/slow-readers.ts';
import { benchSubscribers } from './load/subscribers.ts';
import { benchWhileEncoding } from './load/while-encoding.ts';

const usage = `Usage: load [SCENARIO…] [--seconds N] [--subscribers N] [--rate N]

  subscribers   readers of two exports that encode (--subscribers, 1000 unless told otherwise)
  create        createExport at a steady rate (--rate, 50 a second), then the list of all of them
  encoding      how late the API answers while every core encodes
  slow          sockets that do not read
  boot          how long a start over 10,000 exports takes
  load          all of these, with 5,000 subscribers at the end
`;

const scenarios = ['subscribers', 'create', 'encoding', 'slow', 'boot'] as const;
type Scenario = (typeof scenarios)[number];

interface LoadOptions {
  readonly seconds: number;
  readonly subscribers: number;
  readonly perSecond: number;
}

function run(scenario: Scenario, options: LoadOptions): Promise<Measurement[]> {
  switch (scenario) {
    case 'subscribers':
      return benchSubscribers(options);
    case 'create':
      return benchCreateExports(options);
    case 'encoding':
      return benchWhileEncoding(options);
    case 'slow':
      return benchSlowReaders(options);
    case 'boot':
      return benchBoot();
  }
}

function readOptions(): { readonly wanted: readonly Scenario[]; readonly options: LoadOptions } | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '60' },
      subscribers: { type: 'string', default: '1000' },
      rate: { type: 'string', default: '50' },
    },
  });
  const wanted = scenarios.filter((name) => positionals.includes(name));
  if (positionals.some((name) => name !== 'load' && !scenarios.some((known) => known === name)))
    return undefined;
  const [seconds, subscribers, perSecond] = [values.seconds, values.subscribers, values.rate].map(Number);
  if (!seconds || !subscribers || !perSecond) return undefined;
  return { wanted: wanted.length > 0 ? wanted : scenarios, options: { seconds, subscribers, perSecond } };
}

const read = readOptions();
if (read === undefined) {
  process.stderr.write(usage);
  process.exit(2);
}
let areMet = true;
for (const scenario of read.wanted) {
  areMet = printMeasurements(scenario, await run(scenario, read.options)) && areMet;
}
if (read.wanted.length === scenarios.length) {
  const crowd = await benchSubscribers({ ...read.options, subscribers: 5000 });
  areMet = printMeasurements('a crowd', crowd) && areMet;
}
process.exit(areMet ? 0 : 1);
