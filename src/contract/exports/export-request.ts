import { configLimits } from '../config/config-limits.ts';
import type { Edl, EdlSource } from '../../timeline/edl.ts';
import { rationalFromNumber, subtract } from '../../timeline/rational.ts';
import { frameRateFromNumber } from '../../timeline/frame-rate.ts';
import type { ConfigV1 } from '../config/config-v1.ts';
import { outputsOfV2 } from '../config-v2/meaning/outputs-of-v2.ts';
import { requestOfV2 } from '../config-v2/meaning/request-of-v2.ts';
import { listSources, sourcesOfV2 } from '../config-v2/meaning/source-list.ts';
import type { ExportConfig } from '../config/parse-config.ts';
import type { MovieRequest, OutputRequest } from './rendition.ts';
import type { ExportRequest } from './request-types.ts';

/** The id of the one output that a config of version 1 asks for. */
export const onlyOutput = 'output';

export function requestOf(config: ExportConfig): ExportRequest {
  return config.version === 2 ? requestOfV2(config) : requestOfV1(config);
}

/** The files that a config asks for; costs little, however long the edit is. */
export function outputsOf(config: ExportConfig): readonly OutputRequest[] {
  return config.version === 2 ? outputsOfV2(config, listSources(config)) : [outputOfV1(config)];
}

/** The name of an output's file in the export's folder. */
export function outputFileOf(output: OutputRequest, index: number): string {
  const format = output.kind === 'movie' ? output.rendition.format : output.format;
  const extension = format === 'jpeg' ? 'jpg' : format;
  return index === 0 ? `output.${extension}` : `output-${output.id}.${extension}`;
}

/** The name of the first output's file. */
export function firstFileOf(config: ExportConfig): string {
  const [first] = outputsOf(config);
  return first ? outputFileOf(first, 0) : 'output.mp4';
}

/** Whether any output takes pictures over as they are. */
export function mayCopy(config: ExportConfig): boolean {
  return outputsOf(config).some((output) => output.kind === 'movie' && output.rendition.codec === 'copy');
}

/** How many clips the edit has, for those who have to know what it costs to look at it. */
export function countClips(config: ExportConfig): number {
  if (config.version === 1) return config.segments.length;
  return config.shots?.length ?? config.multicam?.switchPoints.length ?? 0;
}

/** What a config says beside its edit and its outputs; costs nothing, however long the edit is. */
export function submissionOf(config: ExportConfig): Omit<ExportRequest, 'edl' | 'outputs'> {
  if (config.version === 1) return { priority: 0 };
  const { reference, priority, webhook } = config;
  return { priority, ...(reference !== undefined && { reference }), ...(webhook && { webhook }) };
}

/** A source of the edit, and whether it is seen or heard. */
export interface ListedSource {
  readonly source: EdlSource;
  readonly isUsed: boolean;
  /** Its pictures are used; otherwise it may have none. */
  readonly isSeen: boolean;
}

/** The file that holds the captions, if there are any. */
export function captionFileOf(config: ExportConfig): EdlSource | undefined {
  const captions = config.version === 2 ? config.captions : undefined;
  return captions && sourcesOf(config).find(({ source }) => source.id === captions.source)?.source;
}

/** What goes beside the movies of an export, in seconds of the programme. */
export function textsBeside(config: ExportConfig): {
  readonly hasSidecar: boolean;
  readonly chapters: readonly { readonly time: number; readonly title: string }[];
} {
  if (config.version === 1) return { hasSidecar: false, chapters: [] };
  const chapters = [...config.chapters].sort((a, b) => a.time - b.time);
  return { hasSidecar: config.captions?.sidecar ?? false, chapters };
}

/** The sources of the edit by their index. Costs less than the whole edit. */
export function sourcesOf(config: ExportConfig): readonly ListedSource[] {
  if (config.version === 2) return sourcesOfV2(config);
  const used = new Set(config.segments.map(({ sourceIndex }) => sourceIndex));
  return sourcesOfV1(config).map((source, index) => ({
    ...{ source, isUsed: used.has(index), isSeen: used.has(index) },
  }));
}

function requestOfV1(config: ConfigV1): ExportRequest {
  return { edl: editOfV1(config), outputs: [outputOfV1(config)], priority: 0 };
}

function sourcesOfV1({ sources }: Pick<ConfigV1, 'sources'>): EdlSource[] {
  return sources.map(({ id, name, filePath }) => ({ id, name, path: filePath }));
}

function editOfV1(config: ConfigV1): Edl {
  const segments = config.segments.map((segment) => {
    const inPoint = rationalFromNumber(segment.startTime);
    return { ...segment, inPoint, duration: subtract(rationalFromNumber(segment.endTime), inPoint) };
  });
  return {
    sources: sourcesOfV1(config),
    clips: segments.map(({ sourceIndex: source, inPoint, duration, outside }) => ({
      duration,
      views: [{ source, inPoint }],
      ...(outside === 'black' && { mayBeBlack: true }),
    })),
    voices: [
      {
        clips: segments.map(({ sourceIndex, inPoint, duration, audioFromSource }) => ({
          source: audioFromSource ? sourceIndex : undefined,
          inPoint,
          duration,
        })),
      },
    ],
  };
}

/** Where neither the output nor a source says a size. */
const ordinaryRaster = { width: 1920, height: 1080, fps: 30 };

/** What the config says of its largest source: editors have looked into their files. */
function rasterOf({ sources, output }: ConfigV1): Raster {
  const area = ({ width = 0, height = 0 }: { width?: number | undefined; height?: number | undefined }) =>
    width * height;
  const [largest] = sources.filter((source) => area(source) > 0).sort((a, b) => area(b) - area(a));
  const {
    width = ordinaryRaster.width,
    height = ordinaryRaster.height,
    fps = ordinaryRaster.fps,
  } = largest ?? {};
  const isSized = output.width !== undefined && output.height !== undefined;
  const size = isSized
    ? { width: output.width ?? width, height: output.height ?? height }
    : { width, height };
  const bounded = (value: number, most: number) => Math.min(Math.max(value, 1), most);
  return {
    width: evenSide(bounded(size.width, configLimits.maxSide)),
    height: evenSide(bounded(size.height, configLimits.maxSide)),
    fps: output.fps ?? bounded(fps, configLimits.maxRate),
  };
}

function evenSide(side: number): number {
  return Math.max(configLimits.minSide, Math.round(side) - (Math.round(side) % 2));
}

function outputOfV1(config: ConfigV1): MovieRequest {
  const { format, codec, includeAudio } = config.output;
  const { width, height, fps } = hasRaster(config.output) ? config.output : rasterOf(config);
  return {
    id: onlyOutput,
    kind: 'movie',
    rendition: { format, width, height, rate: frameRateFromNumber(fps), codec, includeAudio },
    quality: 'standard',
    burnsCaptions: false,
    looks: new Map(),
  };
}

type Raster = { readonly width: number; readonly height: number; readonly fps: number };

/** Said whole, it is taken as it is. */
function hasRaster(output: ConfigV1['output']): output is ConfigV1['output'] & Raster {
  return output.width !== undefined && output.height !== undefined && output.fps !== undefined;
}
