import { benchFullLine } from './fleet/full-line.ts';
import { benchHandingOut } from './fleet/handing-out.ts';
import { benchFleetSubscribers } from './fleet/subscribers.ts';
import { benchOverhead, benchPinned, benchThreshold, type RendersOptions } from './fleet/renders.ts';
import { printMeasurements, type Measurement } from './load/measure.ts';

/**
 * - `overhead`: an export by a fleet of one beside the same by one process;
 * - `pinned`: two workers with a core each beside one;
 * - `threshold`: from which size on two are sooner done than one. What spreading fewer pictures would cost shows with
 *   `leastPixels` of `worth-spreading.ts` set to 0;
 * - `handing`: 300 pieces handed out;
 * - `line`: what is answered with 10,000 exports in line;
 * - `subscribers`: a thousand readers on two web processes beside as many on one.
 */
export const fleetScenarios = ['overhead', 'pinned', 'threshold', 'handing', 'line', 'subscribers'] as const;
export type FleetScenario = (typeof fleetScenarios)[number];

/** Prints each scenario's table. */
export async function benchFleet(wanted: readonly FleetScenario[], options: RendersOptions): Promise<void> {
  for (const scenario of wanted) printMeasurements(scenario, await runScenario(scenario, options));
}

function runScenario(scenario: FleetScenario, options: RendersOptions): Promise<Measurement[]> {
  switch (scenario) {
    case 'overhead':
      return benchOverhead(options);
    case 'pinned':
      return benchPinned(options);
    case 'threshold':
      return benchThreshold(options);
    case 'handing':
      return benchHandingOut();
    case 'line':
      return benchFullLine();
    case 'subscribers':
      return benchFleetSubscribers(options);
  }
}
