import type { ConfigV1Input } from '../../contract/config/config-v1.ts';

/** Length of every sample camera, in seconds. */
export const sampleSeconds = 16;
export const sampleRate = 30;
export const sampleSize = { width: 640, height: 360 } as const;

/** Names in the source library, in the order of the config's sources. */
export const sampleFiles = ['sample-camera-1.mp4', 'sample-camera-2.mp4', 'sample-camera-3.mp4'] as const;

/** Where the programme goes from one camera to the next, in frames; most lie within a GOP of both. */
const switches = [0, 57, 96, 141, 168, 219, 243, 294, 330, 372, 417, 465];
const angles = [0, 1, 2, 0, 1, 0, 2, 1, 0, 2, 0];

/** A cut list of ten switches over the sample cameras. `createdAt` in ISO 8601. */
export function sampleConfig(id: string, createdAt: string): ConfigV1Input {
  return {
    version: 1,
    id,
    projectId: 'sample',
    projectName: 'Sample: three cameras',
    createdAt,
    sources: sampleFiles.map((filePath, index) => ({
      id: `camera-${index + 1}`,
      name: `Camera ${index + 1}`,
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
