import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { checkMachine } from '../doctor-checks.ts';
import { machineText, probeText } from '../words/doctor-text.ts';
import type { Engine } from '../engine/engine.ts';
import { problems } from '../../contract/problems.ts';
import { writeLine } from '../terminal.ts';
import type { CommandContext } from '../wiring.ts';

/** `cutroom doctor [FILE]`: how this machine stands, or what a file is and what becomes of it. */
export async function doctorCommand(file: string | undefined, context: CommandContext): Promise<number> {
  const path = file === undefined ? undefined : resolve(file);
  const sourcesFolder = path === undefined ? context.wiring.settings().mediaFolder : dirname(path);
  const scratch = await mkdtemp(join(tmpdir(), 'cutroom-doctor-'));
  try {
    const engine = await context.wiring.openEngine({ sourcesFolder, chunksFolder: scratch });
    try {
      return path === undefined ? await tellMachine(engine, context) : await tellFile(path, engine, context);
    } finally {
      await engine.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function tellMachine(engine: Engine, { wiring, terminal }: CommandContext): Promise<number> {
  const checks = await checkMachine(wiring.settings(), await engine.capabilities());
  writeLine(terminal.out, machineText(checks));
  return checks.some(({ state }) => state === 'bad') ? problems.NOT_READY.exit : 0;
}

async function tellFile(path: string, engine: Engine, { terminal }: CommandContext): Promise<number> {
  writeLine(terminal.out, probeText(await engine.probe(path, terminal.signal)));
  return 0;
}
