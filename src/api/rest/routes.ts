import { assetFileRoute } from './footage/asset-file.ts';
import { contractRoutes } from './operating/contract-routes.ts';
import { createExportRoute } from './exports/create-export.ts';
import { exportActions } from './exports/export-actions.ts';
import { mediaRoutes } from './footage/media-routes.ts';
import { openApiRoute } from './operating/openapi-route.ts';
import { planExportRoute } from './exports/plan-export.ts';
import { downloadRoute } from './exports/download.ts';
import { posterRoute } from './exports/poster.ts';
import { exportReportRoute } from './exports/export-report.ts';
import { exportTextRoutes } from './exports/export-texts.ts';
import { exportStatusRoute } from './exports/export-status.ts';
import { healthRoute } from './operating/health.ts';
import { listExportsRoute } from './exports/list-exports.ts';
import { metricsRoute } from './operating/metrics.ts';
import { outputRoutes } from './exports/output-routes.ts';
import { readyRoute } from './operating/ready.ts';
import { reviewRoute } from './exports/review.ts';
import { removeExportRoute } from './exports/remove-export.ts';
import type { Route } from './route.ts';
import { sourceFileRoute } from './footage/source-file.ts';
import { webhookRoutes } from './operating/webhook-routes.ts';
import { exportEditRoute, importEditRoute } from './footage/exchange-edit.ts';
import { suggestCutsRoute } from './footage/suggest-cuts.ts';
import { suggestTrimsRoute } from './footage/suggest-trims.ts';

export const routes: readonly Route[] = [
  createExportRoute,
  listExportsRoute,
  exportStatusRoute,
  downloadRoute,
  posterRoute,
  reviewRoute,
  exportReportRoute,
  removeExportRoute,
  ...exportActions,
  planExportRoute,
  ...outputRoutes,
  ...exportTextRoutes,
  ...contractRoutes,
  suggestCutsRoute,
  suggestTrimsRoute,
  ...mediaRoutes,
  importEditRoute,
  exportEditRoute,
  sourceFileRoute,
  assetFileRoute,
  healthRoute,
  readyRoute,
  metricsRoute,
  openApiRoute,
  ...webhookRoutes,
];
