import { skipToken, useQuery } from '@tanstack/react-query';
import type { inferOutput } from '@trpc/tanstack-react-query';
import type { ExportConfigInput } from '../../contract/config/parse-config.ts';
import type { Capabilities } from '../../contract/footage/media.ts';
import type { PlanFile, PlanPreview } from '../../contract/exports/plan-preview.ts';
import { problemOf, type ClientProblem } from '../problem-of.ts';
import { useCutroom, type Cutroom } from './context.ts';

export interface Answer<Data> {
  readonly data: Data | undefined;
  readonly problem: ClientProblem | undefined;
  readonly isLoading: boolean;
  readonly refetch: () => void;
}

/** What an export of `config` would do, without doing it. Without a config it waits. */
export function usePlan(config: ExportConfigInput | undefined): Answer<PlanPreview> {
  const { queryClient, trpc } = useCutroom();
  return answerOf(useQuery(trpc.plan.queryOptions(config ?? skipToken), queryClient));
}

/** The plan that an export is rendered by; waits while `isPlanned` is false, null where it has none. */
export function useExportPlan(jobId: string, isPlanned: boolean): Answer<PlanFile | null> {
  const { queryClient, trpc } = useCutroom();
  const input = isPlanned ? { jobId } : skipToken;
  return answerOf(useQuery(trpc.planOf.queryOptions(input, { staleTime: 0 }), queryClient));
}

export type ExportLog = inferOutput<Cutroom['trpc']['logOf']>;

/** How often a running export's log is asked for again, in milliseconds. */
const logIntervalMs = 2000;

/** What the tools said during an export, oldest first; asked for again and again while `isRunning`. */
export function useExportLog(jobId: string, isRunning: boolean): Answer<ExportLog> {
  const { queryClient, trpc } = useCutroom();
  const refetchInterval = isRunning ? logIntervalMs : (false as const);
  return answerOf(
    useQuery(trpc.logOf.queryOptions({ jobId }, { refetchInterval, staleTime: 0 }), queryClient),
  );
}

/** What the server can do and which limits are in force. */
export function useCapabilities(): Answer<Capabilities> {
  const { queryClient, trpc } = useCutroom();
  return answerOf(useQuery(trpc.system.capabilities.queryOptions(), queryClient));
}

function answerOf<Data>(query: {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly isLoading: boolean;
  readonly refetch: () => unknown;
}): Answer<Data> {
  const { data, error, isLoading, refetch } = query;
  return {
    data,
    problem: error === null ? undefined : problemOf(error),
    isLoading,
    refetch: () => void refetch(),
  };
}
