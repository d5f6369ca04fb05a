import { TRPCClientError } from '@trpc/client';
import type { ConfigIssue, ProblemCode } from '../contract/problems.ts';

/** Why a call failed, for the person in front of it. */
export interface ClientProblem {
  /** `OFFLINE` when the server could not be reached at all. A newer server may have codes of its own. */
  readonly code: ProblemCode | 'OFFLINE';
  /** One sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Every issue of a refused config, each with its path. */
  readonly issues: readonly ConfigIssue[];
  /** Whether trying again later can help. */
  readonly isRetryable: boolean;
}

const offline: ClientProblem = {
  code: 'OFFLINE',
  message: 'The Cutroom server cannot be reached.',
  hint: 'Check that it is running and that this device is online.',
  issues: [],
  isRetryable: true,
};

const unexpected: ClientProblem = {
  code: 'INTERNAL',
  message: 'Something went wrong that nobody expected.',
  hint: 'Try again; the server log has the details.',
  issues: [],
  isRetryable: true,
};

/** The problem behind whatever a call or a subscription failed with. */
export function problemOf(error: unknown): ClientProblem {
  if (!(error instanceof TRPCClientError)) return unexpected;
  const data: unknown = error.data;
  if (typeof data !== 'object' || data === null) return offline;
  const told = 'problem' in data ? data.problem : undefined;
  if (!isWireProblem(told)) return { ...unexpected, message: error.message };
  return {
    code: told.code,
    message: told.message,
    ...(typeof told.hint === 'string' && { hint: told.hint }),
    issues: 'issues' in data && Array.isArray(data.issues) ? data.issues.filter(isIssue) : [],
    isRetryable: told.isRetryable === true,
  };
}

/** Whether a subscription that failed may go on: not where the server refused it for good. */
export function isWorthRetrying(error: unknown): boolean {
  return problemOf(error).isRetryable;
}

interface WireProblem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: unknown;
  readonly isRetryable?: unknown;
}

function isWireProblem(value: unknown): value is WireProblem {
  if (typeof value !== 'object' || value === null || !('code' in value) || !('message' in value))
    return false;
  return typeof value.message === 'string' && typeof value.code === 'string';
}

function isIssue(value: unknown): value is ConfigIssue {
  if (typeof value !== 'object' || value === null || !('path' in value) || !('message' in value))
    return false;
  return typeof value.path === 'string' && typeof value.message === 'string';
}
