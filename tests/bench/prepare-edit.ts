import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { openChildren } from '../../src/children/open-children.ts';
import { parseConfig } from '../../src/contract/config/parse-config.ts';
import { openRenderEngine } from '../../src/render/open-engine.ts';

/** Renders an edit ahead into a folder of chunks, as a server does, and ends when it is ready. */
const [configPath = '', library = '', chunksFolder = ''] = process.argv.slice(2);
const cores = availableParallelism();
const children = openChildren({
  ...{ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', concurrency: cores, cores },
  ...{ folder: library, reserveBytes: 0, stallMs: 120_000 },
  // What it costs is to be told, and not how little a busy machine leaves it.
  yieldingNiceness: 10,
});
const engine = await openRenderEngine({
  ...{ children, chunksFolder, cores, roots: { library, extra: [] } },
  ...{ chunkBudgetBytes: 1e12, reserveBytes: 0, exportConcurrency: 1, isPreparing: true },
  onNotPrepared: (_, { message }) => fail(message),
  onBug: (error) => fail(String(error)),
});
const parsed = parseConfig(JSON.parse(await readFile(configPath, 'utf8')));
if (parsed.isOk) {
  await engine.preparations.prepare({ name: 'bench', config: parsed.config });
  const stop = new AbortController();
  for await (const { ready } of engine.preparations.watch('bench', stop.signal)) if (ready === 1) break;
} else fail(parsed.problem.message);
await engine.close();

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
