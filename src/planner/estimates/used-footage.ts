import { toNumber } from '../../timeline/rational.ts';
import type { AudioPlan, SoundStretch } from '../plan/audio-plan.ts';
import type { Composition, ExportPlan, LayeredScene, SourcePictures } from '../plan/plan.ts';
import { packetSamples } from '../sound/splice-sound.ts';

/** What an export reads of its sources, by source index. */
export interface UsedFootage {
  /** Packets `[fromPacket, toPacket)` of pictures, in decode order. */
  readonly copied: readonly {
    readonly source: number;
    readonly fromPacket: number;
    readonly toPacket: number;
  }[];
  /** Pictures that are decoded. */
  readonly shown: readonly SourcePictures[];
  readonly heard: readonly HeardFootage[];
}

/** Sound of a source between two places of its own time line, in seconds. */
export interface HeardFootage {
  readonly source: number;
  readonly from: number;
  readonly to: number;
}

/** What a plan reads of its sources, but for their indexes; close to it where it is sound. */
export function usedFootage({ spans, audio }: ExportPlan): UsedFootage {
  return {
    copied: spans.flatMap((span) => {
      if (span.kind !== 'copy') return [];
      const { source, fromPacket, toPacket } = span;
      return [{ source, fromPacket, toPacket }];
    }),
    shown: spans.flatMap((span) => {
      if (span.kind === 'compose') return shownIn(span.composition);
      return span.kind === 'encode' && span.pictures.kind === 'source' ? [span.pictures] : [];
    }),
    heard: audio ? heardIn(audio) : [],
  };
}

function shownIn({ scene, into, overlays }: Composition): SourcePictures[] {
  const ofScene = (of: LayeredScene) => of.layers.map(({ pictures }) => pictures);
  return [
    ...ofScene(scene),
    ...(into ? ofScene(into.scene) : []),
    ...overlays.map(({ pictures }) => pictures),
  ];
}

function heardIn(audio: AudioPlan): HeardFootage[] {
  const { sampleRate } = audio;
  if (audio.kind === 'copy') {
    const seconds = (packet: number) => (packet * packetSamples) / sampleRate;
    return [{ source: audio.source, from: seconds(audio.fromPacket), to: seconds(audio.toPacket) }];
  }
  // What is not copied is decoded from the start of the file.
  const heard = stretchesIn(audio);
  return audio.splice ? heard : heard.map((stretch) => ({ ...stretch, from: 0 }));
}

/** What of its sources is heard in the programme. */
export function heardStretches({ audio }: Pick<ExportPlan, 'audio'>): HeardFootage[] {
  if (!audio) return [];
  return audio.kind === 'copy' ? heardIn(audio) : stretchesIn(audio);
}

function stretchesIn(audio: Exclude<AudioPlan, { kind: 'copy' }>): HeardFootage[] {
  const stretches = audio.mix ? audio.mix.voices.flatMap((voice) => voice.stretches) : audio.stretches;
  return stretches.filter(({ source }) => source >= 0).map((stretch) => heardOf(stretch, audio.sampleRate));
}

function heardOf({ source, firstSample, endSample, shiftSamples, speed }: SoundStretch, sampleRate: number) {
  const seconds = (sample: number) =>
    ((sample + shiftSamples) / sampleRate) * (speed === undefined ? 1 : toNumber(speed));
  return { source, from: seconds(firstSample), to: seconds(endSample) };
}
