import type { ConfigV1Input } from '../../../src/contract/config/config-v1.ts';
import type { PlanFile } from '../../../src/contract/exports/plan-preview.ts';
import type { SpanView } from '../../../src/contract/exports/status.ts';

/** Three cameras, forty switches, 20 minutes at 29.97. */
export function sampleConfig(id: string, projectName = 'Kitchen Table Podcast 12'): ConfigV1Input {
  const clipSeconds = 30;
  return {
    version: 1,
    id,
    projectName,
    sources: ['Camera 1', 'Camera 2', 'Camera 3'].map((name, index) => ({
      id: `cam-${index + 1}`,
      name,
      filePath: `camera${index + 1}.mp4`,
    })),
    segments: Array.from({ length: 40 }, (_, index) => ({
      sourceIndex: (index * 2) % 3,
      startTime: index * clipSeconds,
      endTime: (index + 1) * clipSeconds,
      audioFromSource: true,
    })),
    output: { width: 1920, height: 1080, fps: 29.97, codec: 'copy', format: 'mp4', includeAudio: true },
  };
}

/** A plan as smart rendering makes it: long copied stretches, a few encoded frames around each switch. */
export function samplePlan(fps: number): PlanFile {
  const spans = sampleSpans();
  const count = (kind: SpanView['kind']) =>
    spans.filter((span) => span.kind === kind).reduce((sum, span) => sum + span.frameCount, 0);
  const frames = spans.reduce((sum, span) => sum + span.frameCount, 0);
  const encoded = frames - count('copy');
  return {
    schemaVersion: 1,
    sources: ['Camera 1', 'Camera 2', 'Camera 3'].map((name, index) => ({ id: `cam-${index + 1}`, name })),
    frames,
    durationSeconds: frames / fps,
    width: 1920,
    height: 1080,
    frameRate: '30000/1001',
    videoCodec: 'h264',
    audioCodec: 'aac',
    estimatedSeconds: 41,
    peakDiskBytes: 2_147_483_648,
    summary: {
      copiedSeconds: count('copy') / fps,
      encodedSeconds: encoded / fps,
      copiedFrames: count('copy'),
      encodedFrames: encoded,
      spans: spans.length,
      reasons: [
        'All three cameras share codec, size, rate and colour, so their pictures can be joined without encoding.',
        'Around each of 39 switches the frames up to the next copy boundary are encoded again.',
      ],
      summary: `${((count('copy') / frames) * 100).toFixed(1)} % copied, ${encoded.toLocaleString('en')} of ${frames.toLocaleString('en')} frames re-encoded`,
    },
    spans,
    warnings: [
      {
        code: 'CLIP_BEYOND_SOURCE',
        message: 'Clip 40 runs 1.2 s past the end of Camera 1: black and silent there.',
      },
    ],
  };
}

function sampleSpans(): SpanView[] {
  const clipFrames = 899;
  const spans = Array.from({ length: 40 }, (_, index): Omit<SpanView, 'firstFrame'>[] => {
    const source = (index * 2) % 3;
    const head = 8 + ((index * 37) % 50);
    if (index === 0) return [{ kind: 'copy', source, frameCount: clipFrames }];
    if (index === 39) {
      return [
        { kind: 'encode', source, frameCount: head },
        { kind: 'copy', source, frameCount: clipFrames - head - 36 },
        { kind: 'black', source: null, frameCount: 36 },
      ];
    }
    return [
      { kind: 'encode', source, frameCount: head },
      { kind: 'copy', source, frameCount: clipFrames - head },
    ];
  }).flat();
  let firstFrame = 0;
  return spans.map((span) => {
    const placed = { ...span, firstFrame };
    firstFrame += span.frameCount;
    return placed;
  });
}
