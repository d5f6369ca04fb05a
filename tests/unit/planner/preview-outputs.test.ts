import { expect, test } from 'vitest';
import type { OutputPlan } from '../../../src/contract/exports/plan-preview.ts';
import { previewOutputs } from '../../../src/planner/estimates/preview-outputs.ts';

const planOf = (id: string, more: Partial<OutputPlan> = {}): OutputPlan => ({
  ...{ id, kind: 'movie', file: `${id}.mp4`, frames: 30, durationSeconds: 1, width: 320, height: 180 },
  ...{ frameRate: '30/1', videoCodec: 'h264', audioCodec: 'aac', estimatedSeconds: 2, peakDiskBytes: 1000 },
  summary: {
    ...{ copiedFrames: 30, copiedSeconds: 1, encodedFrames: 0, encodedSeconds: 0, blackSeconds: 0 },
    ...{ spans: 1, text: 'everything is copied' },
  } as unknown as OutputPlan['summary'],
  spans: [],
  warnings: [{ code: 'PAST_SOURCE', message: 'It ends too early.' }],
  ...more,
});

test('the plan of a config that names no outputs says everything once', () => {
  const preview = previewOutputs([planOf('output')]);
  expect(preview).toMatchObject({ frames: 30, peakDiskBytes: 1000 });
  expect(preview).not.toHaveProperty('outputs');
});

test('time and space are of all outputs together, and each has its own beside them', () => {
  const preview = previewOutputs([
    planOf('master'),
    planOf('audio', { estimatedSeconds: 1, peakDiskBytes: 5 }),
  ]);
  expect(preview).toMatchObject({ estimatedSeconds: 3, peakDiskBytes: 1005 });
  expect(preview.outputs?.map(({ id }) => id)).toEqual(['master', 'audio']);
  expect(preview.warnings).toHaveLength(1);
  expect(previewOutputs([planOf('master')]).outputs).toHaveLength(1);
});
