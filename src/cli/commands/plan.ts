import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateSources } from '../input/locate-files.ts';
import { planText } from '../words/plan-text.ts';
import { readConfigFile } from '../input/read-config-file.ts';
import { writeLine } from '../terminal.ts';
import type { CommandContext } from '../wiring.ts';

export interface PlanOptions {
  readonly sources?: string;
  readonly json?: true;
}

/** `cutroom plan CONFIG.json`: says what an export would do, without doing any of it. */
export async function planCommand(
  configPath: string,
  options: PlanOptions,
  { wiring, terminal }: CommandContext,
): Promise<number> {
  const config = await readConfigFile(configPath);
  const sourcesFolder = locateSources({ option: options.sources, configPath, settings: wiring.settings });
  const scratch = await mkdtemp(join(tmpdir(), 'cutroom-plan-'));
  try {
    const engine = await wiring.openEngine({ sourcesFolder, chunksFolder: scratch });
    try {
      const preview = await engine.dryRun(config, terminal.signal);
      writeLine(terminal.out, options.json ? JSON.stringify(preview) : planText(config, preview));
    } finally {
      await engine.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return 0;
}
