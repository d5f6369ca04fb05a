import { benchAccounts } from './load/accounts.ts';
import { benchBoot } from './load/boot.ts';
import { benchCreateExports } from './load/create-exports.ts';
import { printMeasurements, type Measurement } from './load/measure.ts';
import { benchSlowReaders } from './load/slow-readers.ts';
import { benchSubscribers } from './load/subscribers.ts';
import { benchUsers } from './load/users.ts';
import { benchWhileEncoding } from './load/while-encoding.ts';

/**
 * - `subscribers`: readers of two exports that encode;
 * - `create`: createExport at a steady rate, then the list of all of them;
 * - `encoding`: how late the API answers while every core encodes;
 * - `slow`: sockets that do not read;
 * - `boot`: a start over 10,000 exports;
 * - `crowd`: 5,000 readers;
 * - `accounts`: what finding out who asks adds to a call;
 * - `users`: a thousand sockets of a hundred users beside as many of one principal.
 */
export const scenarios = [
  'subscribers',
  'create',
  'encoding',
  'slow',
  'boot',
  'crowd',
  'accounts',
  'users',
] as const;
export type Scenario = (typeof scenarios)[number];

export interface LoadOptions {
  readonly seconds: number;
  readonly subscribers: number;
  readonly perSecond: number;
}

/** Prints each scenario's table; whether every target was met. */
export async function benchLoad(wanted: readonly Scenario[], options: LoadOptions): Promise<boolean> {
  let areMet = true;
  for (const scenario of wanted) {
    areMet = printMeasurements(scenario, await run(scenario, options)) && areMet;
  }
  return areMet;
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
    case 'crowd':
      return benchSubscribers({ ...options, subscribers: 5000 });
    case 'accounts':
      return benchAccounts();
    case 'users':
      return benchUsers(options);
  }
}
