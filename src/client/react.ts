export { CutroomProvider, type CutroomProviderProps } from './react/provider.tsx';
export { useCutroom, type Cutroom } from './react/context.ts';
export type { Connection } from './react/feeds.ts';
export { useExportStatus, type ExportStatusResult } from './react/use-export-status.ts';
export { useExportReadiness, type ExportReadinessResult } from './react/use-export-readiness.ts';
export { useExports, type ExportsFilter, type ExportsResult } from './react/use-exports.ts';
export {
  useCancelExport,
  useCreateExport,
  useMakeSample,
  useRemoveExport,
  useRetryExport,
} from './react/use-export-mutations.ts';
export {
  useAddOutput,
  useRemoveOutput,
  useRetryOutput,
  type NewOutput,
  type OutputOfExport,
} from './react/use-output-mutations.ts';
export type { CutroomMutation } from './react/use-cutroom-mutation.ts';
export {
  useCapabilities,
  useExportLog,
  useExportPlan,
  usePlan,
  type Answer,
  type ExportLog,
} from './react/use-answers.ts';
export { useMediaLibrary, useSync, type MediaLibraryResult, type SyncInput } from './react/use-media.ts';
export { useSourceAssets, type SourceAssetsResult } from './react/use-source-assets.ts';
export { useUpload, type UploadHandlers, type Uploading } from './react/use-upload.ts';
export { UploadQueue, type IfTaken, type UploadItem, type UploadState } from './sending/upload-queue.ts';
export { useSignedUrl } from './react/use-signed-url.ts';
export { isFinal } from '../contract/exports/export-states.ts';
export { problemOf, type ClientProblem } from './problem-of.ts';
