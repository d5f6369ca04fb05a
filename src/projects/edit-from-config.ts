import type { ConfigV1Input } from '../contract/config/config-v1.ts';
import type { Angle } from '../contract/project-angle.ts';
import type { ProjectEdit, Rendition, Stretch } from '../contract/project.ts';
import { defaultRendition } from './default-rendition.ts';

/**
 * An export config as something to edit: its sources become angles that lie on the take as their files do,
 * its segments the stretches of the programme.
 */
export function editFromConfig(config: ConfigV1Input): ProjectEdit {
  const angles: Angle[] = config.sources.map(({ id, name, filePath }) => ({
    id,
    name,
    filePath,
    offsetSeconds: 0,
    driftPpm: 0,
    sync: 'none',
  }));
  const stretches = config.segments.flatMap((segment): Stretch[] => {
    const angle = angles[segment.sourceIndex];
    if (angle === undefined) return [];
    const { startTime: start, endTime: end, audioFromSource } = segment;
    return [{ angleId: angle.id, start, end, isSilent: audioFromSource === false }];
  });
  return {
    name: config.projectName ?? 'Untitled',
    angles,
    stretches,
    rendition: renditionOf(config.output),
    exportIds: [],
  };
}

function renditionOf(output: ConfigV1Input['output']): Rendition {
  return {
    format: output.format ?? defaultRendition.format,
    codec: output.codec ?? defaultRendition.codec,
    width: output.width ?? defaultRendition.width,
    height: output.height ?? defaultRendition.height,
    fps: output.fps ?? defaultRendition.fps,
    includeAudio: output.includeAudio ?? defaultRendition.includeAudio,
  };
}
