import type { ConfigV1Input } from '../../../src/contract/config/config-v1.ts';

/** A config as the editor sends it. */
export function sampleConfig(overrides: Record<string, unknown> = {}): ConfigV1Input {
  return {
    version: 1,
    id: 'export-abc123',
    projectId: '7c98',
    projectName: 'My Podcast Episode 12',
    createdAt: '2026-02-27T11:16:00.000Z',
    sources: [1, 2, 3].map((number) => ({
      id: `media-00${number}`,
      name: `Camera ${number}`,
      filePath: `camera${number}.mp4`,
      width: 3840,
      height: 2160,
      duration: 3600.5,
      fps: 30,
      hasAudio: true,
    })),
    segments: [
      { sourceIndex: 0, startTime: 0, endTime: 12.5, audioFromSource: true },
      { sourceIndex: 2, startTime: 12.5, endTime: 20, audioFromSource: true },
      { sourceIndex: 1, startTime: 20, endTime: 21.04, audioFromSource: false },
    ],
    output: {
      filePath: 'exports/export-abc123/output.mp4',
      format: 'mp4',
      width: 3840,
      height: 2160,
      fps: 30,
      codec: 'copy',
      includeAudio: true,
    },
    ...overrides,
  };
}
