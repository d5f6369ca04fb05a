import type { Problem } from '../../contract/problems.ts';

export function alreadyThere(jobId: string): Problem {
  return {
    code: 'ID_TAKEN',
    message: `The id ${jobId} is taken: the exports folder already holds something of that name.`,
    hint: 'Use another id.',
  };
}

export function brokenConfig(jobId: string, why: string): Problem {
  return {
    code: 'BROKEN_RECORD',
    message: `The config.json of the export ${jobId} cannot be read: ${why}.`,
    hint: 'Remove this export and create it again.',
  };
}

export function heldByAnother(folder: string, holder: string): Problem {
  return {
    code: 'NOT_READY',
    message: `The folder ${folder} is in use by ${holder}.`,
    hint: 'Stop that server, or give this one another MEDIA_BASE_PATH.',
  };
}

/** `what` completes the sentence `There is no space on the disk to …`. */
export function noSpace(what: string): Problem {
  return {
    code: 'NO_ROOM',
    message: `There is no space on the disk to ${what}.`,
    hint: 'Remove exports that are no longer needed, or free space on the disk.',
  };
}
