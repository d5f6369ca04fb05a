import type { ExportConfig } from '../../contract/config/parse-config.ts';

/** Length of the programme that a config asks for, in seconds; costs little, however many clips it has. */
export function programmeSecondsOf(config: ExportConfig): number {
  if (config.version === 1) {
    return config.segments.reduce((sum, { startTime, endTime }) => sum + (endTime - startTime), 0);
  }
  const { shots, multicam } = config;
  if (shots) return shots.reduce((sum, { from, to }) => sum + (to - from), 0);
  const [from, to] = multicam?.range ?? [0, 0];
  return to - from;
}
