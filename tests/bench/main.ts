import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { Argument, Command, Option } from 'commander';
import { benchEpisode, episodeParts, type EpisodePart } from './episode.ts';
import { benchFleet, fleetScenarios, type FleetScenario } from './fleet.ts';
import { dense, looks, shapes, type Look } from './footage.ts';
import { benchLoad, scenarios, type Scenario } from './load.ts';
import { printMeasurements } from './load/measure.ts';
import { benchPreparing } from './preparing.ts';
import { soakExports } from './load/soak-exports.ts';
import { describeMachine } from './print-table.ts';
import { benchRenders } from './renders.ts';
import { benchStorage } from './storage.ts';

interface RendersFlags {
  readonly minutes?: number;
  readonly cuts?: number;
  readonly look: Look;
  readonly copyOnly: boolean;
  readonly folder: string;
}

const program = new Command('npm run bench --').description(
  'Measures Cutroom on this machine and prints ratios; nothing here passes or fails.',
);

program
  .command('renders', { isDefault: true })
  .description('whole exports beside what people would use instead (an hour and a half as it stands)')
  .addArgument(new Argument('[shape...]').choices(shapes.map(({ name }) => name)))
  .option('--minutes <n>', 'length of each camera', Number)
  .option('--cuts <n>', 'cuts in the programme', Number)
  .addOption(new Option('--look <look>', 'of the pictures').choices(looks).default('noisy'))
  .option('--copy-only', 'leave out what encodes the whole programme', false)
  .option('--folder <path>', 'where footage and results lie', join(tmpdir(), 'cutroom-bench'))
  .action(async (wanted: string[], { look, folder, copyOnly: isCopyOnly, ...given }: RendersFlags) => {
    console.log(describeMachine());
    await mkdir(folder, { recursive: true });
    const chosen = shapes.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
    for (const shape of chosen)
      await benchRenders({ ...{ look, folder, isCopyOnly }, shape: { ...shape, ...given } });
  });

program
  .command('episode')
  .description('finished episodes beside the same cut list alone (half an hour as it stands)')
  .addArgument(new Argument('[part...]').choices([...episodeParts]))
  .option('--minutes <n>', 'length of each camera', Number)
  .option('--cuts <n>', 'cuts in the programme', Number)
  .addOption(new Option('--look <look>', 'of the pictures').choices(looks).default('noisy'))
  .option('--folder <path>', 'where footage and results lie', join(tmpdir(), 'cutroom-bench'))
  .action(async (wanted: EpisodePart[], { look, folder, ...given }: Omit<RendersFlags, 'copyOnly'>) => {
    console.log(describeMachine());
    await mkdir(folder, { recursive: true });
    const parts = wanted.length > 0 ? wanted : episodeParts;
    await benchEpisode(parts, { shape: { ...dense, ...given }, look, folder });
  });

program
  .command('storage')
  .description('exports of cameras in a bucket beside the same of a folder, and over a slow line')
  .addArgument(new Argument('[shape]').choices(shapes.map(({ name }) => name)).default('podcast'))
  .option('--minutes <n>', 'length of each camera', Number, 5)
  .option('--cuts <n>', 'cuts in the programme; as many a minute as the shape has unless told', Number)
  .addOption(new Option('--look <look>', 'of the pictures').choices(looks).default('noisy'))
  .option('--copy-only', 'leave out what encodes the whole programme', false)
  .option('--folder <path>', 'where footage and results lie', join(tmpdir(), 'cutroom-bench'))
  .action(async (wanted: string, { look, folder, copyOnly: isCopyOnly, minutes = 5, cuts }: RendersFlags) => {
    console.log(describeMachine());
    await mkdir(folder, { recursive: true });
    const shape = shapes.find(({ name }) => name === wanted) ?? dense;
    const scaled = Math.round((shape.cuts * minutes) / shape.minutes);
    await benchStorage({ shape: { ...shape, minutes, cuts: cuts ?? scaled }, look, folder, isCopyOnly });
  });

program
  .command('load')
  .description('the server under many readers, many exports and busy cores, beside what it has to bear')
  .addArgument(new Argument('[scenario...]').choices([...scenarios]))
  .option('--seconds <n>', 'length of each measurement', Number, 60)
  .option('--subscribers <n>', 'readers', Number, 1000)
  .option('--rate <n>', 'createExport calls a second', Number, 50)
  .action(async (wanted: Scenario[], options: { seconds: number; subscribers: number; rate: number }) => {
    console.log(describeMachine());
    await benchLoad(wanted.length > 0 ? wanted : scenarios, { ...options, perSecond: options.rate });
  });

program
  .command('fleet')
  .description('several machines beside one, over a Redis of its own')
  .addArgument(new Argument('[scenario...]').choices([...fleetScenarios]))
  .option('--seconds <n>', 'length of the programme', Number, 60)
  .option('--rounds <n>', 'how often each is measured', Number, 3)
  .option('--folder <path>', 'where footage lies', join(tmpdir(), 'cutroom-bench'))
  .action(async (wanted: FleetScenario[], options: { seconds: number; rounds: number; folder: string }) => {
    console.log(describeMachine());
    await mkdir(options.folder, { recursive: true });
    const chosen = wanted.length > 0 ? wanted : fleetScenarios.filter((scenario) => scenario !== 'threshold');
    await benchFleet(chosen, options);
  });

program
  .command('preparing')
  .description('what preparing an edit costs a person who edits')
  .option('--rounds <n>', 'how often each is measured', Number, 3)
  .option('--folder <path>', 'where footage lies', join(tmpdir(), 'cutroom-bench'))
  .action(async (options: { rounds: number; folder: string }) => {
    console.log(describeMachine());
    await mkdir(options.folder, { recursive: true });
    printMeasurements('preparing', await benchPreparing(options));
  });

program
  .command('soak')
  .description('many short exports, and what the server still holds afterwards')
  .option('--count <n>', 'exports', Number, 500)
  .action(async ({ count }: { count: number }) => {
    printMeasurements('soak', await soakExports({ count }));
  });

await program.parseAsync();
