import type { Problem } from '../../contract/problems.ts';

export function tooManyWaiting(used: number, allowed: number): Problem {
  return {
    code: 'QUEUE_FULL',
    message: `${used} of your exports wait already, and ${allowed} may.`,
    hint: 'Try again when one of them has started, or cancel one.',
  };
}

export function tooMuchStored(used: number, allowed: number): Problem {
  return {
    code: 'NO_ROOM',
    message: `Your files take ${megabytes(used)} of the ${megabytes(allowed)} that you may store.`,
    hint: 'Remove exports or footage that you no longer need, or ask an administrator for more.',
  };
}

export function uploadTooLarge(name: string, size: number, allowed: number): Problem {
  return {
    code: 'TOO_LARGE',
    message: `${name} has ${megabytes(size)}; you may upload files of up to ${megabytes(allowed)}.`,
    hint: 'Ask an administrator for more, or upload it in parts.',
  };
}

export function programmeTooLong(seconds: number, allowed: number): Problem {
  return {
    code: 'OVER_LIMIT',
    message: `This programme lasts ${minutes(seconds)}; yours may last up to ${minutes(allowed)}.`,
    hint: 'Export it in parts, or ask an administrator for more.',
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
}

function minutes(seconds: number): string {
  return `${(seconds / 60).toLocaleString('en', { maximumFractionDigits: 2 })} minutes`;
}
