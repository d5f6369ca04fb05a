import type { CommandContext } from '../wiring.ts';

/** `cutroom worker`: renders for the servers that share its Redis, until it is told to stop. */
export async function workerCommand({ wiring }: CommandContext): Promise<number> {
  return wiring.work();
}
