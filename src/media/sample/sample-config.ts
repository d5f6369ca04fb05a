import type { ConfigV1Input } from '../../contract/config/config-v1.ts';

/** Length of every sample camera, in seconds. */
export const sampleSeconds = 40;
export const sampleRate = 30;
export const sampleSize = { width: 640, height: 360 } as const;

/** Names in the source library, in the order of the config's sources. */
export const sampleFiles = ['sample-1-wide.mp4', 'sample-2-host.mp4', 'sample-3-guest.mp4'] as const;
const names = ['Wide', 'Host', 'Guest'];

/** Where the programme goes from one camera to the next, in frames: to whoever speaks; most lie within a GOP of both. */
const switches = [0, 57, 162, 381, 471, 603, 672, 753, 873, 921, 1008, 1143, 1200];
const angles = [0, 1, 2, 1, 2, 0, 2, 1, 2, 0, 2, 0];

/** A cut list of eleven switches over the sample cameras. `createdAt` in ISO 8601. */
export function sampleConfig(id: string, createdAt: string): ConfigV1Input {
  return {
    version: 1,
    id,
    projectId: 'sample',
    projectName: 'Sample: two people talking',
    createdAt,
    sources: sampleFiles.map((filePath, index) => ({
      id: `camera-${index + 1}`,
      name: names[index] ?? '',
      filePath,
      ...sampleSize,
      duration: sampleSeconds,
      fps: sampleRate,
      hasAudio: true,
    })),
    segments: angles.map((sourceIndex, index) => ({
      sourceIndex,
      startTime: (switches[index] ?? 0) / sampleRate,
      endTime: (switches[index + 1] ?? 0) / sampleRate,
      audioFromSource: true,
    })),
    output: { format: 'mp4', ...sampleSize, fps: sampleRate, codec: 'copy', includeAudio: true },
  };
}
