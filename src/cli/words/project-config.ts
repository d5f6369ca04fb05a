import type { ConfigV1Input } from '../../contract/config/config-v1.ts';
import type { ProjectLike } from '../../interchange/project-exchange.ts';

/** An edit as an export config, version 1: seconds of the take become seconds of each camera's file. */
export function configOfProject(
  { name, angles, stretches, rendition }: ProjectLike,
  id = 'converted',
): ConfigV1Input {
  const micro = (seconds: number): number => Math.round(seconds * 1e6) / 1e6 + 0;
  return {
    version: 1,
    id,
    projectName: name,
    sources: angles.map(({ id: angleId, name: angleName, filePath }) => ({
      id: angleId,
      name: angleName,
      filePath,
    })),
    segments: stretches.map(({ angleId, start, end, isSilent }) => {
      const index = angles.findIndex((angle) => angle.id === angleId);
      const { offsetSeconds = 0, driftPpm = 0 } = angles[index] ?? {};
      const from = micro(offsetSeconds + start * (1 + driftPpm / 1e6));
      const to = micro(from + end - start);
      return {
        sourceIndex: index,
        startTime: from,
        endTime: to,
        audioFromSource: !isSilent,
        outside: 'black',
      };
    }),
    output: rendition,
  };
}
