import type { CommandContext } from '../wiring.ts';

/** `cutroom serve`: the server with its page, until it is told to stop. */
export async function serveCommand({ wiring }: CommandContext): Promise<number> {
  return wiring.serve();
}
