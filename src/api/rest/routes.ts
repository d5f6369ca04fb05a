import { assetFileRoute } from './asset-file.ts';
import { createExportRoute } from './create-export.ts';
import { downloadRoute } from './download.ts';
import { exportReportRoute } from './export-report.ts';
import { exportStatusRoute } from './export-status.ts';
import { healthRoute } from './health.ts';
import { listExportsRoute } from './list-exports.ts';
import { metricsRoute } from './metrics.ts';
import { readyRoute } from './ready.ts';
import { removeExportRoute } from './remove-export.ts';
import type { Route } from './route.ts';
import { sourceFileRoute } from './source-file.ts';

export const routes: readonly Route[] = [
  createExportRoute,
  listExportsRoute,
  exportStatusRoute,
  downloadRoute,
  exportReportRoute,
  removeExportRoute,
  sourceFileRoute,
  assetFileRoute,
  healthRoute,
  readyRoute,
  metricsRoute,
];
