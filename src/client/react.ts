export { CutroomProvider, type CutroomProviderProps } from './react/provider.tsx';
export { useCutroom, type Cutroom } from './react/context.ts';
export type { Connection } from './react/feeds.ts';
export { useExportStatus, type ExportStatusResult } from './react/use-export-status.ts';
export { useExports, type ExportsFilter, type ExportsResult } from './react/use-exports.ts';
export {
  useCancelExport,
  useCreateExport,
  useMakeSample,
  useRemoveExport,
  useRetryExport,
  type CutroomMutation,
} from './react/use-export-mutations.ts';
export {
  useCapabilities,
  useExportLog,
  useExportPlan,
  usePlan,
  type Answer,
  type ExportLog,
} from './react/use-answers.ts';
export { problemOf, type ClientProblem } from './problem-of.ts';
