import { parseArgs } from 'node:util';
import { printMeasurements } from './load/measure.ts';
import { soakExports } from './load/soak-exports.ts';

const { values } = parseArgs({ options: { count: { type: 'string', default: '500' } } });
const count = Number(values.count);
if (!Number.isInteger(count) || count < 1) {
  process.stderr.write('Usage: soak [--count N]\n');
  process.exit(2);
}
process.exit(printMeasurements('soak', await soakExports({ count })) ? 0 : 1);
