import type { Warning } from '../../contract/exports/status.ts';
import type { SourceFacts, TrackFacts } from '../facts/facts.ts';

/** What an editor should know of a source's sound before it is heard: that there is none, or more than is heard. */
export function warnOfSound(
  { audio, tracks }: Pick<SourceFacts, 'audio' | 'tracks'>,
  name: string,
): Warning[] {
  const sounds = tracks.filter(({ kind }) => kind === 'audio');
  const unknown = sounds.filter(({ isDecodable }) => isDecodable === false);
  if (!audio && unknown.length > 0)
    return [silent(`${name} has no sound that can be decoded (${namesOf(unknown)}); its clips are silent.`)];
  if (!audio) return [silent(`${name} has no sound; its clips are silent.`)];
  const heard = new Set((audio.voices ?? [audio]).map(({ streamIndex }) => streamIndex));
  const skipped = sounds.filter(({ index }) => !heard.has(index));
  const number = sounds.findIndex(({ index }) => index === audio.streamIndex) + 1;
  if (unknown.length > 0)
    return [
      {
        code: 'SOUND_SKIPPED',
        message: `${name} has sound that cannot be decoded (${namesOf(unknown)}); its sound track ${number} (${audio.codec}) is heard.`,
      },
    ];
  if (heard.size > 1)
    return [
      {
        code: 'SOUND_MIXED',
        message: `${name} has ${heard.size} mono sound tracks; they are mixed: one alone is heard in the middle, several left and right in turn.`,
      },
    ];
  if (skipped.length === 0) return [];
  return [
    {
      code: 'SOUND_CHOSEN',
      message: `${name} has ${sounds.length} sound tracks; only track ${number} is heard.`,
    },
  ];
}

function silent(message: string): Warning {
  return { code: 'NO_SOUND', message };
}

function namesOf(tracks: readonly TrackFacts[]): string {
  return [...new Set(tracks.map(({ codec }) => (codec === 'unknown' ? 'unknown codec' : codec)))].join(', ');
}
