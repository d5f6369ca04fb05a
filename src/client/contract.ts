export {
  configLimits,
  configV1Schema,
  exportIdSchema,
  type ConfigV1,
  type ConfigV1Input,
} from '../contract/config/config-v1.ts';
export {
  capabilitiesSchema,
  sourceListingSchema,
  sourceProbeSchema,
  type Capabilities,
  type SourceListing,
  type SourceProbe,
} from '../contract/footage/media.ts';
export { findChapters, type Chapters, type ListedFile } from '../contract/footage/chapters.ts';
export { configV2Schema, type ConfigV2, type ConfigV2Input } from '../contract/config-v2/config-v2.ts';
export { presets, type Preset } from '../contract/config-v2/presets.ts';
export {
  parseConfig,
  type ExportConfig,
  type ExportConfigInput,
  type ParsedConfig,
} from '../contract/config/parse-config.ts';
export {
  planFileSchema,
  planPreviewSchema,
  type PlanFile,
  type PlanPreview,
} from '../contract/exports/plan-preview.ts';
export type { ExportReadiness, PreparedAnswer } from '../contract/exports/preparation.ts';
export { problems, type ConfigIssue, type Problem, type ProblemCode } from '../contract/problems.ts';
export {
  projectEditSchema,
  projectSchema,
  type Project,
  type ProjectEdit,
  type ProjectSummary,
  type Rendition,
  type Stretch,
} from '../contract/project.ts';
export type { Angle } from '../contract/project-angle.ts';
export type { Finish } from '../contract/project-finish.ts';
export type { SourceAssets, SyncResult } from '../contract/footage/source-assets.ts';
export {
  exportStates,
  exportStatusSchema,
  isFinal,
  stages,
  type ExportOutput,
  type ExportState,
  type ExportStatus,
  type PlanSummary,
  type Report,
  type SpanView,
  type Stage,
  type Warning,
} from '../contract/exports/status.ts';
export {
  newWebhookSchema,
  webhookEvents,
  type CreatedWebhook,
  type DeliveryAttempt,
  type DeliveryPage,
  type DeliveryView,
  type NewWebhook,
  type WebhookBody,
  type WebhookEvent,
  type WebhookView,
} from '../contract/exports/webhook.ts';
