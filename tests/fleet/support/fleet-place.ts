import { afterAll, beforeAll } from 'vitest';
import { openWorkshop, type Workshop } from '../../faults/support/workshop.ts';
import { newProcessFleet, type ProcessFleet } from './process-fleet.ts';
import { startRedis, type RedisServer } from './redis-server.ts';

/** Where the fleets of a test file work, from its first test to its last: to be asked for things only within tests. */
export interface FleetPlace {
  readonly redis: () => RedisServer;
  /** With a camera in its library. */
  readonly workshop: () => Workshop;
  /** Processes that know nothing of those of other tests. */
  readonly newFleet: () => ProcessFleet;
}

export function useFleetPlace(cameraSize = '320x180'): FleetPlace {
  let redis: RedisServer | undefined;
  let workshop: Workshop | undefined;
  beforeAll(async () => {
    redis = await startRedis();
    workshop = await openWorkshop(cameraSize);
  });
  afterAll(async () => {
    await redis?.[Symbol.asyncDispose]();
    await workshop?.[Symbol.asyncDispose]();
  });
  const there = <Thing>(thing: Thing | undefined): Thing => {
    if (thing === undefined) throw new Error('No test has begun yet.');
    return thing;
  };
  return {
    redis: () => there(redis),
    workshop: () => there(workshop),
    newFleet: () => newProcessFleet(there(workshop).folder, there(redis).url),
  };
}
