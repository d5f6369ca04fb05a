import { probeGuardArgs, inputArgs, stillGuardArgs } from '../input/input-args.ts';

const quiet = ['-v', 'error', '-hide_banner'];

/** Prints container and streams as JSON, for `parseProbe`. */
export function probeArgs(absolutePath: string): string[] {
  return [
    ...quiet,
    ...probeGuardArgs(),
    '-show_format',
    '-show_streams',
    '-of',
    'json',
    ...inputArgs(absolutePath),
  ];
}

/** The same of a file that was made here, with its chapters. */
export function probeOutputArgs(absolutePath: string): string[] {
  return ['-show_chapters', ...probeArgs(absolutePath)];
}

/** The same for a single picture. */
export function probeStillArgs(absolutePath: string): string[] {
  return [
    ...quiet,
    ...stillGuardArgs(),
    '-show_format',
    '-show_streams',
    '-of',
    'json',
    ...inputArgs(absolutePath),
  ];
}

/** Prints one line a packet, for `parsePackets`; reads the whole file. */
export function packetArgs(absolutePath: string, streamIndex: number): string[] {
  const entries = 'packet=pts,dts,duration,size,pos,flags';
  return [
    ...quiet,
    ...probeGuardArgs(),
    '-select_streams',
    String(streamIndex),
    '-show_entries',
    entries,
    '-of',
    'csv=p=0',
    ...inputArgs(absolutePath),
  ];
}
