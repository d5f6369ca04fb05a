import { readFileSync } from 'node:fs';
import { listProcesses } from '../../../src/supervisor/process/process-table.ts';

/** Command lines of all living processes that name a folder: whoever works in it, whoever its parent is by now. */
export function processesNaming(folder: string): string[] {
  return listProcesses()
    .filter(({ isZombie }) => !isZombie)
    .map(({ pid }) => commandLineOf(pid))
    .filter((words) => words.includes(folder));
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
