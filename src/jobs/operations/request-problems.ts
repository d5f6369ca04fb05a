import type { Problem } from '../../contract/problems.ts';
import type { ExportState } from '../../contract/exports/status.ts';

export function notFound(jobId: string): Problem {
  return { code: 'NOT_FOUND', message: `There is no export with the id ${jobId}.` };
}

export function idTaken(jobId: string): Problem {
  return {
    code: 'ID_TAKEN',
    message: `The id ${jobId} belongs to another export.`,
    hint: 'Use a new id for every export.',
  };
}

/** Says how many may wait, which is a setting, and not whose they are. */
export function queueFull(limit: number): Problem {
  return {
    code: 'QUEUE_FULL',
    message: `The line of exports is full: ${limit} may wait.`,
    hint: 'Try again when one of them has started. QUEUE_LIMIT sets how many may wait.',
  };
}

export function notRetryable(jobId: string, state: ExportState): Problem {
  return {
    code: 'NOT_RETRYABLE',
    message: `The export ${jobId} is ${state}; only failed and cancelled exports can be retried.`,
  };
}

export function notReady(why: string): Problem {
  return { code: 'NOT_READY', message: `The server takes no exports: ${why}.`, hint: 'Try again soon.' };
}

export function notEnded(jobId: string, state: ExportState): Problem {
  return {
    code: 'NOT_COMPLETED',
    message: `The export ${jobId} is ${state}; its outputs can be changed when it has ended.`,
    hint: 'Wait until it has ended, or cancel it.',
  };
}

export function noSuchOutput(jobId: string, outputId: string): Problem {
  return {
    code: 'NOT_FOUND',
    message: `The export ${jobId} has no output called ${JSON.stringify(outputId.slice(0, 64))}.`,
    hint: 'Its status lists the outputs that it has.',
  };
}

export function outputIdTaken(jobId: string, outputId: string): Problem {
  return {
    code: 'ID_TAKEN',
    message: `The export ${jobId} has an output called ${JSON.stringify(outputId)} already.`,
    hint: 'Choose another id for the output, or remove that one first.',
  };
}

export function firstOutputStays(jobId: string): Problem {
  return {
    code: 'NOT_RETRYABLE',
    message: `The first output of the export ${jobId} cannot be removed by itself.`,
    hint: 'Remove the export as a whole.',
  };
}
