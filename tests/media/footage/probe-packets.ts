import { ratio } from '../oracle/rational.ts';
import type { Rational } from '../oracle/rational.ts';
import { runMediaTool } from './run-media-tool.ts';

interface Packet {
  /** In the track's own timebase; `null` where the container has none. */
  readonly pts: number | null;
  readonly dts: number | null;
  readonly duration: number | null;
  readonly isKey: boolean;
  /** Decoded but never shown: in front of an edit list's beginning. */
  readonly isHidden: boolean;
}

export interface Track {
  /** Seconds per tick. */
  readonly tick: Rational;
  readonly packets: readonly Packet[];
}

const whole = (text: string | undefined): number | null =>
  text === undefined || text === 'N/A' || text === '' ? null : Number(text);

function parsePacket(line: string): Packet {
  const fields = new Map(line.split('|').map((pair) => pair.split('=', 2) as [string, string]));
  const flags = fields.get('flags') ?? '';
  return {
    pts: whole(fields.get('pts')),
    dts: whole(fields.get('dts')),
    duration: whole(fields.get('duration')),
    isKey: flags.includes('K'),
    isHidden: flags.includes('D'),
  };
}

/** Every packet of one track in file order; `null` if the file has no such track. */
export async function probePackets(path: string, selector: 'v:0' | 'a:0'): Promise<Track | null> {
  const { stdout } = await runMediaTool('ffprobe', [
    ...['-v', 'error', '-select_streams', selector, '-of', 'compact'],
    ...['-show_entries', 'packet=pts,dts,duration,flags:stream=time_base', path],
  ]);
  const lines = stdout.toString('utf8').split('\n');
  const timebase = /time_base=(\d+)\/(\d+)/.exec(lines.find((line) => line.startsWith('stream|')) ?? '');
  if (timebase === null) return null;
  return {
    tick: ratio(Number(timebase[1]), Number(timebase[2])),
    packets: lines.filter((line) => line.startsWith('packet|')).map(parsePacket),
  };
}
