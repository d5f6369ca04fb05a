import type { Children } from '../../children/open-children.ts';
import { sourcesOf } from '../../contract/exports/export-request.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import type { Warning } from '../../contract/exports/status.ts';
import type { ReadSound } from '../../media/reading/read-types.ts';
import {
  findSilentChannels,
  type HeardStretch,
  type HearingPlaces,
} from '../../media/sound/silent-channels.ts';

export interface ChannelsOf {
  /** By source index, undefined for those that are not heard. */
  readonly sources: readonly (ReadSound | undefined)[];
  /** By source index; see `HearingPlaces`. */
  readonly within?: (source: number) => readonly HeardStretch[];
}

/** Warns of recordings of which one side is silent. */
export type WarnOfChannels = (
  config: ExportConfig,
  channels: ChannelsOf,
  signal: AbortSignal,
) => Promise<readonly Warning[]>;

/** Files of which it is remembered how they sound. */
const mostKnown = 500;

/** Each file is listened to once, a few seconds of it. */
export function createWarnOfChannels(children: Pick<Children, 'run'>): WarnOfChannels {
  const known = new Map<string, Promise<readonly number[]>>();
  const silentOf = (source: ReadSound, listening: HearingPlaces): Promise<readonly number[]> => {
    const { identity } = source.facts;
    const found = known.get(identity);
    if (found) return found;
    const finding = findSilentChannels(children, source, listening);
    known.set(identity, finding);
    finding.catch(() => known.delete(identity));
    for (const old of [...known.keys()].slice(0, -mostKnown)) known.delete(old);
    return finding;
  };
  return async (config, { sources, within }, signal) => {
    const listed = sourcesOf(config);
    const warnings = [...heardAsTheyAre(config)].map(async (index) => {
      const source = sources[index];
      const silent = source ? await silentOf(source, { signal, within: within?.(index) }) : [];
      const channels = source?.facts.audio?.channels ?? 0;
      const { name, path } = listed[index]?.source ?? { name: '', path: '' };
      return silent.length > 0 ? [warningOf(name || path, silent, channels)] : [];
    });
    return (await Promise.all(warnings)).flat();
  };
}

/** Indexes of the sources whose channels are heard as they are: those of one channel were chosen already. */
function heardAsTheyAre(config: ExportConfig): ReadonlySet<number> {
  const listed = sourcesOf(config);
  const used = listed.flatMap(({ isUsed }, index) => (isUsed ? [index] : []));
  if (config.version === 1 || !config.sound?.tracks) return new Set(used);
  const plain = config.sound.tracks.filter(({ channel }) => channel === undefined);
  const ids = new Set(
    plain.flatMap(({ angle, source }) => [
      ...(source === undefined ? [] : [source]),
      ...(config.angles.find(({ id }) => id === angle)?.files ?? []),
    ]),
  );
  return new Set(used.filter((index) => ids.has(listed[index]?.source.id ?? '')));
}

function warningOf(name: string, silent: readonly number[], channels: number): Warning {
  const code = 'SILENT_CHANNEL';
  if (channels !== 2) {
    const numbers = silent.map((channel) => channel + 1).join(', ');
    return {
      code,
      message: `${name} has ${channels} channels of sound, and nothing is heard on ${numbers}.`,
    };
  }
  const [loud, quiet] = silent[0] === 1 ? ['left', 'right'] : ['right', 'left'];
  return {
    code,
    message: `${name} has sound on its ${loud} channel alone: it is heard on one side. To hear it on both, take "channel": "${loud}" for its track (in the studio: ${loud === 'left' ? 'L' : 'R'} beside its fader). The ${quiet} one is silent.`,
  };
}
