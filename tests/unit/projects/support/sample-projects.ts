import type { Angle } from '../../../../src/contract/project-angle.ts';
import type { Project, ProjectEdit } from '../../../../src/contract/project.ts';

export const angle: Angle = {
  id: 'a',
  name: 'Camera 1',
  filePath: 'camera1.mp4',
  offsetSeconds: 1.25,
  driftPpm: -12,
  sync: 'sound',
};

export function editOf(change: Partial<ProjectEdit> = {}): ProjectEdit {
  return {
    name: 'Episode 12',
    angles: [angle],
    stretches: [
      { angleId: 'a', start: 0, end: 5, isSilent: false },
      { angleId: 'a', start: 7.5, end: 10, isSilent: true },
    ],
    rendition: { format: 'mp4', codec: 'copy', width: 1920, height: 1080, fps: 29.97, includeAudio: true },
    exportIds: [],
    ...change,
  };
}

export function projectOf(id: string, change: Partial<Project> = {}): Project {
  const createdAt = '2026-02-27T11:16:00.000Z';
  return { schemaVersion: 1, id, revision: 1, createdAt, updatedAt: createdAt, ...editOf(), ...change };
}
