import { makeFootage, type Footage } from '../media/footage/make-footage.ts';
import { exactRate } from '../media/oracle/exact.ts';
import type { CutList } from '../media/oracle/time-model.ts';

const fps = 30;
const seconds = 20;

const x264 = ['-c:v', 'libx264', '-preset', 'superfast', '-crf', '22', '-pix_fmt', 'yuv420p'];
/** Three makes of camera: other GOPs, reorder depths and profiles. */
const encoders = [
  [...x264, '-g', '60', '-bf', '3'],
  [...x264, '-g', '250', '-bf', '2', '-refs', '4'],
  [...x264, '-profile:v', 'main', '-g', '30', '-bf', '0'],
];

/** Three cameras whose every frame says where it comes from. They are kept, so the next demo starts at once. */
export async function makeCameras(): Promise<Footage[]> {
  const cameras: Footage[] = [];
  for (const [camera, video] of encoders.entries()) {
    cameras.push(await makeFootage({ camera, fps, frames: fps * seconds, width: 1280, height: 720, video }));
  }
  return cameras;
}

/** Names under which the cameras lie in a source library. */
export const cameraNames = ['demo-camera-1.mp4', 'demo-camera-2.mp4', 'demo-camera-3.mp4'] as const;

const switches = [0, 2.4, 3.9, 5.1234, 6.7, 8.25, 9.4, 11.05, 12.6, 13.7, 15.2, 17.1, 18.3, 20];
const angles = [0, 1, 2, 0, 2, 1, 0, 2, 1, 0, 1, 2, 0];

/** A conversation of twelve switches, some of them between two frames. */
export function demoCuts(sources: readonly Footage[]): CutList {
  const clips = angles.map((source, index) => ({
    source,
    from: switches[index] ?? 0,
    to: switches[index + 1] ?? seconds,
  }));
  return { rate: exactRate(fps), sources, clips, includeAudio: true };
}

/** The config that an editor would send for it. */
export function demoConfig(id: string, cuts: CutList) {
  return {
    version: 1 as const,
    id,
    projectName: 'Demo: three coded cameras',
    createdAt: new Date().toISOString(),
    sources: cameraNames.map((filePath, index) => ({
      id: `camera-${index + 1}`,
      name: `Camera ${index + 1}`,
      filePath,
    })),
    segments: cuts.clips.map(({ source, from, to }) => ({
      sourceIndex: source,
      startTime: from,
      endTime: to,
    })),
    output: { format: 'mp4' as const, width: 1280, height: 720, fps, codec: 'copy' as const },
  };
}
