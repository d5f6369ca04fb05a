import { z } from 'zod';
import { configV1Schema } from '../../contract/config/config-v1.ts';
import { configV2Schema } from '../../contract/config-v2/config-v2.ts';
import { exchangeRequestSchema, importRequestSchema } from '../../contract/interchange.ts';
import { sourceListingSchema, sourceProbeSchema } from '../../contract/footage/media.ts';
import { planFileSchema, planPreviewSchema } from '../../contract/exports/plan-preview.ts';
import { sourceAssetsSchema, syncResultSchema } from '../../contract/footage/source-assets.ts';
import { exportStates, outputSchema, reportSchema, warningSchema } from '../../contract/exports/status.ts';
import { cutsRequestSchema, trimsRequestSchema } from '../../contract/cutting/suggest-cuts.ts';
import { newWebhookSchema } from '../../contract/exports/webhook.ts';
import { syncInput } from '../inputs/sync-input.ts';
import type { Operation } from './operation.ts';
import { outputOperations } from './output-operations.ts';
import { restStatus } from './rest-status-schema.ts';

const filePath = { about: 'A file of the library, as a config’s filePath says it.', isRequired: true };
const anything = z.looseObject({});
const config = z.union([configV1Schema, configV2Schema]);

/** Every route of `rest/routes.ts`, by method and path. */
export const operations: Readonly<Record<string, Operation>> = {
  'POST /api/export': {
    summary: 'Takes an export. Answered once it is on disk; the same config again is answered again.',
    body: config,
    answer: z.object({ jobId: z.string(), status: z.enum(exportStates), message: z.string() }),
  },
  'GET /api/export': {
    summary: 'All exports, newest first, by pages.',
    query: {
      limit: { about: 'Exports a page, 1 to 200; 50 unless told.' },
      cursor: { about: 'The nextCursor of the page before.' },
      status: { about: 'States, with commas between them.' },
      search: { about: 'Part of the project’s name or of the id.' },
    },
    answer: z.object({ exports: z.array(restStatus), nextCursor: z.string().optional() }),
  },
  'GET /api/export/{jobId}/status': { summary: 'How an export fares.', answer: restStatus },
  ...outputOperations,
  'GET /api/export/{jobId}/report': {
    summary: 'The plan, and the check of the finished file.',
    answer: z.object({
      jobId: z.string(),
      status: z.enum(exportStates),
      plan: planFileSchema.nullable(),
      output: outputSchema.nullable(),
      report: reportSchema.nullable(),
      warnings: z.array(warningSchema),
    }),
  },
  'POST /api/export/{jobId}/cancel': {
    summary: 'Stops an export and keeps it in the list; answers when it has stopped.',
    answer: restStatus,
  },
  'POST /api/export/{jobId}/retry': {
    summary: 'Runs a failed or cancelled export again; what it had finished is used again.',
    answer: restStatus,
  },
  'DELETE /api/export/{jobId}': {
    summary: 'Removes an export with its files, stopping it first if need be.',
    answer: z.object({ jobId: z.string(), status: z.literal('cancelled'), message: z.string() }),
  },
  'POST /api/plan': {
    summary: 'What an export of this config would do. Nothing is written.',
    body: config,
    answer: planPreviewSchema,
  },
  'POST /api/suggest-cuts': {
    summary: 'A first cut by who speaks. Nothing is changed.',
    body: cutsRequestSchema,
    answer: anything,
  },
  'POST /api/suggest-trims': {
    summary: 'Silences that could be taken out. Nothing is changed.',
    body: trimsRequestSchema,
    answer: anything,
  },
  'POST /api/interchange/import': {
    summary:
      'An edit of another program as a project: FCPXML, Final Cut Pro XML 7, OTIO, EDL, ATEM Mini ISO.',
    body: importRequestSchema,
    answer: anything,
  },
  'POST /api/interchange/export': {
    summary: 'A project as a file of another program.',
    body: exchangeRequestSchema,
    answer: z.object({ fileName: z.string(), text: z.string(), notes: z.array(z.string()) }),
  },
  'GET /api/media': {
    summary: 'The source library.',
    answer: z.object({ files: z.array(sourceListingSchema) }),
  },
  'DELETE /api/media': {
    summary: 'Removes a file from the library.',
    query: { filePath },
    answer: z.object({ filePath: z.string(), message: z.string() }),
  },
  'GET /api/media/probe': {
    summary: 'What a file is, and what Cutroom will do with it.',
    query: { filePath },
    answer: sourceProbeSchema,
  },
  'GET /api/media/assets': {
    summary:
      'What a browser edits with, as far as it is made; asking starts the work. filePath may be repeated.',
    query: { filePath },
    answer: z.object({ assets: z.array(sourceAssetsSchema) }),
  },
  'POST /api/media/sync': {
    summary:
      'Where cameras lie against a reference by their sound: seconds in each file when the reference is at 0.',
    body: syncInput,
    answer: z.object({ results: z.array(syncResultSchema) }),
  },
  'GET /api/media/file/{path}': { summary: 'A file of the library, with ranges.', file: '*/*' },
  'GET /api/media/assets/{path}': { summary: 'A proxy, thumbnails or peaks.', file: '*/*' },
  'GET /api/webhooks': {
    summary: 'The webhooks there are.',
    answer: z.object({ webhooks: z.array(anything) }),
  },
  'POST /api/webhooks': { summary: 'Makes a webhook.', body: newWebhookSchema, answer: anything },
  'GET /api/webhooks/deliveries': {
    summary: 'What was sent, newest first.',
    query: {
      limit: { about: 'Deliveries a page.' },
      cursor: { about: 'The cursor of the page before.' },
      jobId: { about: 'Of one export.' },
    },
    answer: anything,
  },
  'GET /api/webhooks/export-secret': {
    summary: 'What messages to addresses named in configs are signed with.',
    answer: z.object({ secret: z.string() }),
  },
  'DELETE /api/webhooks/{id}': {
    summary: 'Removes a webhook.',
    answer: z.object({ id: z.string(), message: z.string() }),
  },
  'POST /api/webhooks/deliveries/{id}/send-again': { summary: 'Sends a message again.', answer: anything },
  'GET /api/health': {
    summary: 'Alive; and whether calls from this origin are refused.',
    answer: z.object({ status: z.literal('ok'), refusal: anything.optional() }),
  },
  'GET /api/ready': {
    summary: 'Able to take and run work; 503 with the reasons where it is not.',
    answer: z.object({
      status: z.enum(['ready', 'not ready']),
      reasons: z.array(z.string()),
      workers: z.array(anything).optional(),
    }),
  },
  'GET /api/metrics': { summary: 'Prometheus text.', file: 'text/plain' },
  'GET /api/openapi.json': { summary: 'This document.', answer: anything },
};
