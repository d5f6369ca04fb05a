import { ProblemError } from '../contract/problems.ts';

export function takenOver(jobId: string): ProblemError {
  return new ProblemError({
    code: 'NOT_READY',
    message: `The export ${jobId} was taken over by another worker.`,
    hint: 'This worker could not reach Redis for a while, or stood still.',
  });
}

export function redisAway(): ProblemError {
  return new ProblemError({
    code: 'NOT_READY',
    message: 'Redis cannot be reached, so no exports are accepted.',
    hint: 'Exports that run go on. Try again when REDIS_URL can be reached; /api/ready says when.',
  });
}
