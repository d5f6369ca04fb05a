import type { ExportStatus, Stage } from '../../client/contract.ts';
import { formatOrdinal } from './numbers.ts';

const whileProcessing: Record<Stage, string> = {
  queued: 'Starting',
  probing: 'Reading the cameras',
  planning: 'Planning the cut',
  rendering: 'Rendering',
  muxing: 'Joining picture and sound',
  verifying: 'Checking the file',
  publishing: 'Putting the file in place',
};

/** What is happening with an export, in a few words. */
export function stageWords({ status, stage, queuePosition }: ExportStatus): string {
  switch (status) {
    case 'pending':
      return waitingWords(queuePosition);
    case 'processing':
      return whileProcessing[stage];
    case 'completed':
      return 'Done';
    case 'failed':
      return 'Failed';
    case 'cancelled':
      return 'Cancelled';
  }
}

function waitingWords(position: number | null): string {
  if (position === null) return 'Waiting';
  return position === 1 ? 'Waiting, next in line' : `Waiting, ${formatOrdinal(position)} in line`;
}
