/**
 * Every way in which a request or an export can go wrong, in one place. From it derive the error types, the
 * HTTP and tRPC codes, whether a retry can help, and the exit code of the command line.
 */
export const problems = {
  // What the caller sent.
  INVALID_JSON: { family: 'request', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 2 },
  INVALID_REQUEST: { family: 'request', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 2 },
  INVALID_CONFIG: { family: 'request', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 2 },
  UNSUPPORTED_VERSION: { family: 'request', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 2 },
  PATH_FORBIDDEN: { family: 'request', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 2 },
  ID_TAKEN: { family: 'request', http: 409, trpc: 'CONFLICT', isRetryable: false, exit: 2 },
  NOT_FOUND: { family: 'request', http: 404, trpc: 'NOT_FOUND', isRetryable: false, exit: 2 },
  NOT_COMPLETED: { family: 'request', http: 409, trpc: 'CONFLICT', isRetryable: true, exit: 2 },
  NOT_RETRYABLE: { family: 'request', http: 409, trpc: 'CONFLICT', isRetryable: false, exit: 2 },
  PROJECT_CHANGED: { family: 'request', http: 409, trpc: 'CONFLICT', isRetryable: false, exit: 2 },
  WRONG_OFFSET: { family: 'request', http: 409, trpc: 'CONFLICT', isRetryable: true, exit: 2 },
  TOO_LARGE: { family: 'request', http: 413, trpc: 'PAYLOAD_TOO_LARGE', isRetryable: false, exit: 2 },
  WRONG_CONTENT_TYPE: {
    family: 'request',
    http: 415,
    trpc: 'UNSUPPORTED_MEDIA_TYPE',
    isRetryable: false,
    exit: 2,
  },
  METHOD_NOT_ALLOWED: {
    family: 'request',
    http: 405,
    trpc: 'METHOD_NOT_SUPPORTED',
    isRetryable: false,
    exit: 2,
  },
  FORBIDDEN_ORIGIN: { family: 'request', http: 403, trpc: 'FORBIDDEN', isRetryable: false, exit: 2 },
  FORBIDDEN: { family: 'request', http: 403, trpc: 'FORBIDDEN', isRetryable: false, exit: 2 },
  UNAUTHORIZED: { family: 'request', http: 401, trpc: 'UNAUTHORIZED', isRetryable: false, exit: 2 },
  TOO_MANY_REQUESTS: { family: 'request', http: 429, trpc: 'TOO_MANY_REQUESTS', isRetryable: true, exit: 5 },
  OVER_LIMIT: { family: 'request', http: 429, trpc: 'TOO_MANY_REQUESTS', isRetryable: false, exit: 2 },
  QUEUE_FULL: { family: 'environment', http: 429, trpc: 'TOO_MANY_REQUESTS', isRetryable: true, exit: 5 },
  // The footage.
  SOURCE_NOT_FOUND: { family: 'media', http: 400, trpc: 'BAD_REQUEST', isRetryable: true, exit: 3 },
  SOURCE_UNREADABLE: { family: 'media', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 3 },
  SOURCE_NOT_MEDIA: { family: 'media', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 3 },
  SOURCE_REFUSED: { family: 'media', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 3 },
  SOURCE_HAS_NO_PICTURE: { family: 'media', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 3 },
  SOURCE_TOO_DEMANDING: { family: 'media', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 3 },
  SOURCE_CHANGED: { family: 'media', http: 409, trpc: 'CONFLICT', isRetryable: true, exit: 3 },
  SOURCE_DAMAGED: { family: 'media', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 3 },
  SOURCE_UNSUPPORTED: { family: 'media', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 3 },
  SOURCE_IN_USE: { family: 'request', http: 409, trpc: 'CONFLICT', isRetryable: true, exit: 3 },
  CLIP_OUTSIDE_SOURCE: { family: 'media', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 3 },
  EMPTY_OUTPUT: { family: 'media', http: 400, trpc: 'BAD_REQUEST', isRetryable: false, exit: 3 },
  // The machine.
  FFMPEG_MISSING: {
    family: 'environment',
    http: 503,
    trpc: 'SERVICE_UNAVAILABLE',
    isRetryable: true,
    exit: 4,
  },
  ENCODER_MISSING: { family: 'environment', http: 400, trpc: 'BAD_REQUEST', isRetryable: true, exit: 4 },
  FILTER_MISSING: { family: 'environment', http: 400, trpc: 'BAD_REQUEST', isRetryable: true, exit: 4 },
  NO_ROOM: { family: 'environment', http: 507, trpc: 'INSUFFICIENT_STORAGE', isRetryable: true, exit: 4 },
  DISK_FULL: { family: 'environment', http: 507, trpc: 'INSUFFICIENT_STORAGE', isRetryable: true, exit: 4 },
  NOT_READY: { family: 'environment', http: 503, trpc: 'SERVICE_UNAVAILABLE', isRetryable: true, exit: 4 },
  STORAGE_DENIED: { family: 'environment', http: 502, trpc: 'BAD_GATEWAY', isRetryable: true, exit: 4 },
  STORAGE_BUSY: { family: 'environment', http: 503, trpc: 'SERVICE_UNAVAILABLE', isRetryable: true, exit: 4 },
  STORAGE_UNREACHABLE: { family: 'environment', http: 502, trpc: 'BAD_GATEWAY', isRetryable: true, exit: 4 },
  STORAGE_FULL: {
    family: 'environment',
    http: 507,
    trpc: 'INSUFFICIENT_STORAGE',
    isRetryable: true,
    exit: 4,
  },
  STALLED: { family: 'environment', http: 500, trpc: 'INTERNAL_SERVER_ERROR', isRetryable: true, exit: 4 },
  TIMED_OUT: { family: 'environment', http: 500, trpc: 'TIMEOUT', isRetryable: true, exit: 4 },
  CHILD_CRASHED: {
    family: 'environment',
    http: 500,
    trpc: 'INTERNAL_SERVER_ERROR',
    isRetryable: true,
    exit: 4,
  },
  OUT_OF_MEMORY: {
    family: 'environment',
    http: 500,
    trpc: 'INTERNAL_SERVER_ERROR',
    isRetryable: true,
    exit: 4,
  },
  BROKEN_RECORD: {
    family: 'environment',
    http: 500,
    trpc: 'INTERNAL_SERVER_ERROR',
    isRetryable: false,
    exit: 4,
  },
  // Us.
  VERIFICATION_FAILED: {
    family: 'bug',
    http: 500,
    trpc: 'INTERNAL_SERVER_ERROR',
    isRetryable: true,
    exit: 1,
  },
  INTERNAL: { family: 'bug', http: 500, trpc: 'INTERNAL_SERVER_ERROR', isRetryable: true, exit: 1 },
} as const satisfies Record<string, ProblemKind>;

interface ProblemKind {
  readonly family: 'request' | 'media' | 'environment' | 'bug';
  readonly http: number;
  readonly trpc: string;
  readonly isRetryable: boolean;
  /** Exit code of the command line: 1 bug, 2 request, 3 media, 4 environment, 5 busy; 130 is a cancel. */
  readonly exit: number;
}

export type ProblemCode = keyof typeof problems;

/** One place in a config, and a sentence about what is wrong there. */
export interface ConfigIssue {
  /** `segments[3].endTime`; empty for the config as a whole. */
  readonly path: string;
  readonly message: string;
}

/** What went wrong, for the person who reads it: what happened, with which input, and what to do (`hint`). */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: string;
  readonly issues?: readonly ConfigIssue[];
}

/** A problem on its way up through code that throws. Pure rooms return `Problem`s and do not throw. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(problem.message, options);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** Normalises anything thrown: our own problems as they are, everything else as `INTERNAL` without its details. */
export function problemFrom(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  return {
    code: 'INTERNAL',
    message: 'Something inside Cutroom went wrong; the server log has the details.',
  };
}

/**
 * `{ error, message, code, hint?, issues? }`: the body of every refusal of the HTTP routes. `error` is for clients that
 * show nothing else: all that a person needs, what to do included.
 */
export function errorBodyOf({ message, code, hint, issues }: Problem) {
  return {
    error: wholeText({ message, ...(hint !== undefined && { hint }) }),
    ...{ message, code },
    ...(hint !== undefined && { hint }),
    ...(issues && { issues }),
  };
}

/** What happened and what to do, in one text. */
export function wholeText({
  message,
  hint,
}: {
  readonly message: string;
  readonly hint?: string | undefined;
}): string {
  return hint === undefined ? message : `${message} ${hint}`;
}
