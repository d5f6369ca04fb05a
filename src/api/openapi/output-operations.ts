import { z } from 'zod';
import { outputSchemaV2 } from '../../contract/config-v2/output-schema.ts';
import type { Operation } from './operation.ts';
import { restStatus } from './rest-status-schema.ts';

const anything = z.looseObject({});
const output = { about: 'The id of an output; the first one unless told.' };

/** The routes of single outputs, and of what a config may say. */
export const outputOperations: Readonly<Record<string, Operation>> = {
  'GET /api/export/{jobId}/download': {
    summary: 'A finished file, with ranges; a redirect (302) to it where it lies in a bucket.',
    query: { output },
    file: '*/*',
  },
  'GET /api/export/{jobId}/poster': {
    summary:
      'A small picture of a finished export, at a tenth of its length; nothing (204) where it has none.',
    file: 'image/jpeg',
  },
  'GET /api/export/{jobId}/review': {
    summary:
      'A finished export as a page to be shown to somebody: to look at and to download, and nothing else.',
    file: 'text/html',
  },
  'POST /api/export/{jobId}/outputs': {
    summary: 'Adds an output to an export that has ended; what is rendered already is used again.',
    body: outputSchemaV2,
    answer: restStatus,
  },
  'POST /api/export/{jobId}/outputs/{id}/retry': {
    summary: 'Makes one output of an export that has ended again.',
    answer: restStatus,
  },
  'DELETE /api/export/{jobId}/outputs/{id}': {
    summary: 'Removes one output of an export that has ended, but for the first.',
    answer: restStatus,
  },
  'GET /api/export/{jobId}/captions.vtt': { summary: 'The captions of an export.', file: 'text/vtt' },
  'GET /api/export/{jobId}/chapters.json': {
    summary: 'The chapters of an export, in seconds of its programme.',
    answer: z.object({ chapters: z.array(z.object({ time: z.number(), title: z.string() })) }),
  },
  'GET /api/presets': {
    summary: 'What the preset of an output may be, and what each means.',
    answer: z.object({ presets: z.array(anything) }),
  },
  'GET /api/schema/config-2.json': {
    summary: 'The JSON Schema of a config of version 2.',
    answer: anything,
  },
};
