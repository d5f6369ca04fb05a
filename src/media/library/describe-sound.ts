import type { SourceProbe } from '../../contract/footage/media.ts';
import { toNumber } from '../../timeline/rational.ts';
import type { ReadSound } from '../reading/read-types.ts';

/** A recording of sound alone in words; its sides and its rate are 0. */
export function describeSound({ facts }: ReadSound, filePath: string): SourceProbe {
  const { audio, bytes, container, end, tracks } = facts;
  const channels = audio === null ? '' : channelWords(audio.channels);
  const rate = audio === null ? '' : `, ${audio.sampleRate / 1000} kHz`;
  return {
    ...{ filePath, bytes, container },
    durationSeconds: Math.round(toNumber(end) * 1000) / 1000,
    pictureEndSeconds: Math.round(toNumber(end) * 1e6) / 1e6,
    ...{ width: 0, height: 0, fps: 0, frameRate: '0', isVariableFrameRate: false, hasAudio: audio !== null },
    tracks: tracks.map(({ index, kind, codec }) => {
      const isUsed = index === audio?.streamIndex;
      return { index, kind, codec, isUsed, description: isUsed ? channels + rate : 'not used' };
    }),
    notes: ['Has no picture; can be heard in an edit.'],
  };
}

function channelWords(channels: number): string {
  if (channels === 1) return 'mono';
  return channels === 2 ? 'stereo' : `${channels} channels`;
}
