import type { Look } from '../../../timeline/edl.ts';
import { frameRateFromNumber } from '../../../timeline/frame-rate.ts';
import { rationalFromNumber } from '../../../timeline/rational.ts';
import type {
  MovieRequest,
  OutputRequest,
  Quality,
  SoundRequest,
  StillRequest,
} from '../../exports/rendition.ts';
import type { ConfigV2 } from '../config-v2.ts';
import { kindOfFormat } from '../checks/output-checks.ts';
import type { OutputV2 } from '../output-schema.ts';
import { withPreset } from '../presets.ts';
import type { SourceList } from './source-list.ts';
import { lookOf } from './views-of.ts';

/** What a preset leaves open and no other output says. */
const ordinary = { width: 1920, height: 1080, fps: 30 };

/** The files that a config asks for, in its order. */
export function outputsOfV2(config: ConfigV2, list: SourceList): OutputRequest[] {
  const whole = config.outputs.map(withPreset);
  const complete = whole.find(({ width, height, fps }) => width && height && fps) ?? ordinary;
  const rated = whole.find(({ fps }) => fps !== undefined) ?? ordinary;
  return whole.map((output) => {
    switch (kindOfFormat(output.format)) {
      case 'movie':
        return movieOf(
          { ...output, fps: output.fps ?? rated.fps, ...sizeOf(output, complete) },
          {
            list,
            isBurned: config.captions?.burn ?? false,
            isSized: Boolean(output.width && output.height && output.fps),
          },
        );
      case 'sound':
        return { ...partsOf(output), kind: 'sound', format: output.format as SoundRequest['format'] };
      case 'still':
        return stillOf(output);
    }
  });
}

function sizeOf(
  { width, height }: OutputV2,
  complete: Pick<OutputV2, 'width' | 'height'>,
): Pick<OutputV2, 'width' | 'height'> {
  return width && height ? { width, height } : { width: complete.width, height: complete.height };
}

function movieOf(
  output: OutputV2,
  by: { readonly list: SourceList; readonly isBurned: boolean; readonly isSized: boolean },
): MovieRequest {
  const { width = ordinary.width, height = ordinary.height, fps = ordinary.fps } = output;
  return {
    ...partsOf(output),
    kind: 'movie',
    rendition: {
      format: output.format === 'webm' ? 'webm' : 'mp4',
      codec: output.codec ?? 'copy',
      width,
      height,
      rate: frameRateFromNumber(fps),
      includeAudio: output.includeAudio ?? true,
      ...(by.isSized && { isSized: true }),
    },
    quality: qualityOf(output),
    burnsCaptions: output.burnCaptions ?? by.isBurned,
    looks: looksOf(output.frames ?? {}, by.list),
  };
}

function stillOf({ id, format, at = 0, width, height }: OutputV2): StillRequest {
  return {
    id,
    kind: 'still',
    format: format === 'png' ? 'png' : 'jpeg',
    at: rationalFromNumber(at),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}

function partsOf({ id, range, loudness, truePeak }: OutputV2) {
  const [from, to] = range ?? [];
  const stretch =
    from === undefined || to === undefined
      ? undefined
      : { from: rationalFromNumber(from), to: rationalFromNumber(to) };
  return {
    id,
    ...(stretch && { range: stretch }),
    ...(loudness !== undefined && { loudness }),
    ...(truePeak !== undefined && { truePeak }),
  };
}

function qualityOf({ quality, crf }: OutputV2): Quality {
  return crf === undefined ? (quality ?? 'standard') : { crf };
}

function looksOf(frames: NonNullable<OutputV2['frames']>, list: SourceList): ReadonlyMap<number, Look> {
  const looks = new Map<number, Look>();
  for (const [id, said] of Object.entries(frames)) {
    const look = lookOf(said);
    if (look) for (const source of list.chainOf(id)) looks.set(source, look);
  }
  return looks;
}
