import { fileURLToPath } from 'node:url';
import { SetupStop } from './say.mjs';

/** The folder of the project. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Runs the steps of a set-up, then what it is for. What a person has to do is told without a stack, and ends
 * the program with 1.
 */
export async function prepare(steps) {
  try {
    await steps();
  } catch (error) {
    if (!(error instanceof SetupStop)) throw error;
    process.stderr.write(`\n${error.message}\n\n`);
    process.exit(1);
  }
}
