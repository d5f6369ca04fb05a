export {
  configLimits,
  configV1Schema,
  exportIdSchema,
  type ConfigV1,
  type ConfigV1Input,
} from '../contract/config-v1.ts';
export {
  capabilitiesSchema,
  sourceListingSchema,
  sourceProbeSchema,
  type Capabilities,
  type SourceListing,
  type SourceProbe,
} from '../contract/media.ts';
export { parseConfig, type ExportConfig, type ParsedConfig } from '../contract/parse-config.ts';
export {
  planFileSchema,
  planPreviewSchema,
  type PlanFile,
  type PlanPreview,
} from '../contract/plan-preview.ts';
export { problems, type ConfigIssue, type Problem, type ProblemCode } from '../contract/problems.ts';
export {
  projectEditSchema,
  projectSchema,
  type Angle,
  type Project,
  type ProjectEdit,
  type ProjectSummary,
  type Rendition,
  type Stretch,
} from '../contract/project.ts';
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
} from '../contract/status.ts';
