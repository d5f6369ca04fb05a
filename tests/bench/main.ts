import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { Command } from 'commander';
import { describeMachine } from './print-table.ts';
import { benchRenders } from './renders.ts';

const program = new Command('npm run bench --').description(
  'Measures Cutroom on this machine and prints ratios; nothing here passes or fails.',
);

program
  .command('renders', { isDefault: true })
  .description('whole exports beside what people would use instead (about 35 minutes as it stands)')
  .option('--minutes <n>', 'length of each camera', Number, 20)
  .option('--cuts <n>', 'cuts in the programme', Number, 155)
  .option('--copy-only', 'leave out what encodes the whole programme', false)
  .option('--folder <path>', 'where footage and results lie', join(tmpdir(), 'cutroom-bench'))
  .action(async (options: { minutes: number; cuts: number; copyOnly: boolean; folder: string }) => {
    console.log(describeMachine());
    await mkdir(options.folder, { recursive: true });
    await benchRenders({ ...options, isCopyOnly: options.copyOnly });
  });

await program.parseAsync();
