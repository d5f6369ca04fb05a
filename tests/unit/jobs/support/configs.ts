import { parseConfig, type ExportConfig } from '../../../../src/contract/config/parse-config.ts';
import type { Publication } from '../../../../src/contract/exports/publication.ts';
import type { RenderOutcome, RenderUpdate } from '../../../../src/contract/exports/render-port.ts';
import type { OutputStatus } from '../../../../src/contract/exports/status.ts';
import { newRecord, type JobRecord } from '../../../../src/jobs/state/job-record.ts';

export function configOf(id: string, projectName = 'A project'): ExportConfig {
  const parsed = parseConfig({
    version: 1,
    id,
    projectName,
    sources: [{ id: 'a', name: 'A', filePath: 'a.mp4' }],
    segments: [{ sourceIndex: 0, startTime: 0, endTime: 4 }],
    output: { format: 'mp4', width: 640, height: 360, fps: 30, codec: 'h264', includeAudio: true },
  });
  if (!parsed.isOk) throw new Error(parsed.problem.message);
  return parsed.config;
}

const onlyOutput: OutputStatus = {
  ...{ id: 'output', kind: 'movie', file: 'output.mp4' },
  ...{ state: 'pending', progress: 0 },
};

export function recordOf(jobId: string, changes: Partial<JobRecord> = {}): JobRecord {
  const turn = { priority: 0, startTag: 0, order: 1 };
  const job = {
    jobId,
    projectName: 'A project',
    outputFile: 'output.mp4',
    outputs: [onlyOutput],
    contentHash: 'abc',
    turn,
    wish: {},
  } as const;
  return { ...newRecord(job, Date.parse('2026-01-01T00:00:00Z')), ...changes };
}

export const output = {
  bytes: 5,
  durationSeconds: 4,
  frames: 120,
  width: 640,
  height: 360,
  videoCodec: 'h264',
  audioCodec: 'aac',
};

export const completedOutcome: RenderOutcome = {
  kind: 'completed',
  output,
  report: { isOk: true, checks: [], durationMs: 1 },
  warnings: [],
};

export function publicationOf(attemptToken: string): Publication {
  return {
    schemaVersion: 1,
    attemptToken,
    output,
    report: { isOk: true, checks: [], durationMs: 1 },
    warnings: [],
  };
}

export function updateOf(progress: number, changes: Partial<RenderUpdate> = {}): RenderUpdate {
  return {
    stage: 'rendering',
    progress,
    message: 'Rendering.',
    framesDone: Math.round(progress * 120),
    framesTotal: 120,
    speed: 1,
    etaSeconds: 4,
    warnings: [],
    ...changes,
  };
}
