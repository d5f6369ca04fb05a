import { makeFootage } from '../media/footage/make-footage.ts';
import type { Footage } from '../media/footage/spec.ts';
import { exactRate, type JudgedEdit } from '../media/oracle/edit.ts';

const fps = 30;
const seconds = 20;

/** Three makes of camera: other GOPs, reorder depths and profiles. */
const encoders = [
  { gop: 60, bFrames: 3 },
  { gop: 250, bFrames: 2, refs: 4 },
  { gop: 30, bFrames: 0, profile: 'main' },
];

/** Three cameras whose every frame says where it comes from. They are kept, so the next demo starts at once. */
export async function makeCameras(): Promise<Footage[]> {
  const cameras: Footage[] = [];
  const film = {
    rate: exactRate(fps),
    frames: fps * seconds,
    size: { width: 1280, height: 720 },
    preset: 'superfast',
    crf: 22,
  };
  for (const [camera, encoder] of encoders.entries()) {
    cameras.push(await makeFootage({ ...film, ...encoder, camera }));
  }
  return cameras;
}

/** Names under which the cameras lie in a source library. */
export const cameraNames = ['demo-camera-1.mp4', 'demo-camera-2.mp4', 'demo-camera-3.mp4'] as const;

const switches = [0, 2.4, 3.9, 5.1234, 6.7, 8.25, 9.4, 11.05, 12.6, 13.7, 15.2, 17.1, 18.3, 20];
const angles = [0, 1, 2, 0, 2, 1, 0, 2, 1, 0, 1, 2, 0];

/** A conversation of twelve switches, some of them between two frames. */
export function demoCuts(sources: readonly Footage[]): JudgedEdit {
  const clips = angles.map((source, index) => ({
    source,
    inSeconds: switches[index] ?? 0,
    outSeconds: switches[index + 1] ?? seconds,
    withSound: true,
  }));
  return { rate: exactRate(fps), width: 1280, height: 720, sources, clips, includeAudio: true };
}

/** The config that an editor would send for it. */
export function demoConfig(id: string, cuts: JudgedEdit) {
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
    segments: cuts.clips.map(({ source, inSeconds, outSeconds }) => ({
      sourceIndex: source,
      startTime: inSeconds,
      endTime: outSeconds,
    })),
    output: { format: 'mp4' as const, width: 1280, height: 720, fps, codec: 'copy' as const },
  };
}
