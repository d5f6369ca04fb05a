import type { Rational } from '../../timeline/rational.ts';

export type AudioPlan =
  | {
      readonly kind: 'encode';
      readonly codec: 'aac' | 'opus';
      readonly sampleRate: number;
      readonly channels: number;
      readonly bitrateBps: number;
      /** What is heard; silence where it is mixed. */
      readonly stretches: readonly SoundStretch[];
      readonly totalSamples: number;
      /** What it is mixed of, and what is done to it; undefined where the stretches are heard as they are. */
      readonly mix?: SoundMix | undefined;
      /** What of it is copied instead; undefined where nothing is. */
      readonly splice?: SoundSplice | undefined;
    }
  | {
      readonly kind: 'copy';
      readonly source: number;
      /** Packets `[fromPacket, toPacket)` of the source's sound. */
      readonly fromPacket: number;
      readonly toPacket: number;
      /** Samples at their start that are decoded but not heard. */
      readonly primingSamples: number;
      readonly totalSamples: number;
      readonly sampleRate: number;
      readonly channels: number;
    };

/** Sound that does not stay as its sources have it. All places and lengths are samples of the programme. */
export interface SoundMix {
  /** All of them are heard together. */
  readonly voices: readonly MixedVoice[];
  readonly mastering: MixMastering;
}

export interface MixedVoice {
  readonly stretches: readonly SoundStretch[];
  readonly gainDb: number;
  /** Which channel is heard, on both sides; undefined: both as they are. */
  readonly channel?: 'left' | 'right' | 'mono' | undefined;
  /** By so many decibels it goes down while voices without this are heard. */
  readonly duckDb?: number | undefined;
  readonly fades: MixFades;
}

/** Between `from` and `to`, which may lie outside the programme, gain rises in the first `fadeIn` samples and falls in the last `fadeOut`. */
export interface MixFades {
  readonly from: number;
  readonly to: number;
  readonly fadeIn: number;
  readonly fadeOut: number;
}

export interface MixMastering {
  /** LUFS that it is brought to; undefined: levels are left alone. */
  readonly loudness?: number | undefined;
  /** dBTP that are never exceeded. */
  readonly truePeak: number;
  readonly fades: MixFades;
}

/** A track of AAC that is made of packets of its sources and of encoded ones, all on one grid. */
export interface SoundSplice {
  /** Packet *p* decodes to the output's samples `[1024·p − primingSamples, 1024·(p + 1) − primingSamples)`. */
  readonly primingSamples: number;
  /** Of the whole track. */
  readonly packets: number;
  /** In order; what lies before, between and behind them is encoded. */
  readonly copies: readonly SoundCopy[];
}

/** Output packets `[fromPacket, toPacket)` that are a source's own, from its packet `sourcePacket` on. */
export interface SoundCopy {
  readonly source: number;
  readonly fromPacket: number;
  readonly toPacket: number;
  readonly sourcePacket: number;
}

/** Output samples `[firstSample, endSample)` that come from one place: source sample = output sample + `shiftSamples`. */
export interface SoundStretch {
  readonly firstSample: number;
  readonly endSample: number;
  /** −1 is silence. */
  readonly source: number;
  /** In samples of the output's rate, from the source's time zero; by the programme's clock where there is a `speed`. */
  readonly shiftSamples: number;
  /** Seconds of the source for each second of the programme; 1 where it is left out. */
  readonly speed?: Rational;
  /** It goes on in another file where the stretch before it ends: they are joined without a fade. */
  readonly isContinued?: true;
}

/** Kinds of files of nothing but sound. */
export type SoundFormat = 'm4a' | 'mp3' | 'wav' | 'flac' | 'opus';
