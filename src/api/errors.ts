import { TRPCError, type TRPC_ERROR_CODE_KEY } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { z } from 'zod';
import { invalidJson } from '../contract/config/invalid-json.ts';
import { invalidRequest } from '../contract/config/parse-config.ts';
import {
  ProblemError,
  problemFrom,
  problems,
  type ConfigIssue,
  type Problem,
  type ProblemCode,
} from '../contract/problems.ts';

/** A problem as it crosses the wire, without the issues, which stand beside it. */
export interface WireProblem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: string;
  /** Whether the same request can succeed later. */
  readonly isRetryable: boolean;
}

/** What every tRPC error carries in `data`. */
export interface ErrorData {
  readonly code: TRPC_ERROR_CODE_KEY;
  readonly httpStatus: number;
  readonly path?: string;
  readonly problem: WireProblem;
  /** Every place of the input that is wrong; absent where the input was not what was wrong. */
  readonly issues?: readonly ConfigIssue[];
}

/** The problem that anything thrown by a procedure or route stands for: the one place that decides. */
export function problemFromThrown(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  if (thrown instanceof z.core.$ZodError) return invalidRequest(thrown.issues);
  if (thrown instanceof TRPCError) return problemFromTrpc(thrown);
  return problemFrom(thrown);
}

/** Whether the log should have the stack: something that no caller could have caused. */
export function isUnexpected(problem: Problem): boolean {
  return problems[problem.code].family === 'bug';
}

/** The shape of a problem on tRPC's wire. */
export function errorShapeOf(thrown: unknown, path: string | undefined) {
  const { issues, ...problem } = problemFromThrown(thrown);
  const code = trpcCodeOf(problem.code);
  const data: ErrorData = {
    code,
    httpStatus: problems[problem.code].http,
    problem: { ...problem, isRetryable: problems[problem.code].isRetryable },
    ...(path !== undefined && { path }),
    ...(issues && { issues }),
  };
  return { message: problem.message, code: TRPC_ERROR_CODES_BY_KEY[code], data };
}

function trpcCodeOf(code: ProblemCode): TRPC_ERROR_CODE_KEY {
  const key = problems[code].trpc;
  // tRPC has no code for a full disk; the HTTP status beside it stays 507.
  return key === 'INSUFFICIENT_STORAGE' ? 'SERVICE_UNAVAILABLE' : key;
}

const problemOfTrpcCode: Partial<Record<TRPC_ERROR_CODE_KEY, ProblemCode>> = {
  PARSE_ERROR: 'INVALID_JSON',
  BAD_REQUEST: 'INVALID_REQUEST',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_ALLOWED',
  PAYLOAD_TOO_LARGE: 'TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'WRONG_CONTENT_TYPE',
  TOO_MANY_REQUESTS: 'TOO_MANY_REQUESTS',
};

const unreadable = 'The request is not valid: its input cannot be read.';

/** tRPC's own refusals (no such procedure, wrong method, too large) and what it wrapped. */
function problemFromTrpc(error: TRPCError): Problem {
  const { cause } = error;
  if (cause instanceof ProblemError || cause instanceof z.core.$ZodError) return problemFromThrown(cause);
  if (cause instanceof SyntaxError) return invalidJson(cause);
  const code = problemOfTrpcCode[error.code];
  if (code === undefined) return problemFrom(cause);
  // What JavaScript or a package threw while it read the request speaks of their insides, not of the request.
  return { code, message: cause === undefined ? error.message : unreadable };
}
