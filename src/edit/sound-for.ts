import type { ConfigV2Input } from '../contract/config-v2/config-v2.ts';
import type { Edit } from './edit.ts';
import type { Recorded } from '../contract/footage/recording-files.ts';
import type { HeardSound, AudibleTrack } from './heard-sound.ts';

type Sound = NonNullable<ConfigV2Input['sound']>;

interface Files {
  readonly idOf: (filePath: string) => string;
  /** Length of the programme. */
  readonly seconds: number;
}

/** The sound of a config: what is heard of the take, the music, and what is done to it as a whole. */
export function soundFor({ finish }: Edit, heard: HeardSound, files: Files): Sound {
  const { loudness, fadeIn, fadeOut, music } = finish.sound;
  return {
    ...(heard.kind === 'follow'
      ? { follow: true }
      : { tracks: heard.tracks.map((track) => trackFor(track, files)) }),
    music: music
      .filter(({ from }) => from < files.seconds)
      .map(({ filePath, from, to, gainDb, duckDb, isLooped, ...fades }) => ({
        ...{ source: files.idOf(filePath), from, gainDb, duckDb, loop: isLooped },
        ...{ fadeIn: fades.fadeIn, fadeOut: fades.fadeOut },
        ...(to !== undefined && { to }),
      })),
    ...(loudness !== null && { loudness, truePeak: -1 }),
    ...(fadeIn > 0 && { fadeIn }),
    ...(fadeOut > 0 && { fadeOut }),
  };
}

function trackFor(
  { recording, isCamera, gainDb, channel }: AudibleTrack,
  { idOf }: Files,
): NonNullable<Sound['tracks']>[number] {
  const { id, filePath, offsetSeconds: offset, driftPpm } = recording;
  return {
    // What goes on in further files is an angle, whether it is seen or not.
    ...(isCamera || isInSeveralFiles(recording)
      ? { angle: id }
      : { source: idOf(filePath), offset, driftPpm }),
    ...(gainDb !== 0 && { gainDb }),
    ...(channel !== 'all' && { channel }),
  };
}

export function isInSeveralFiles({ laterFiles = [] }: Recorded): boolean {
  return laterFiles.length > 0;
}
