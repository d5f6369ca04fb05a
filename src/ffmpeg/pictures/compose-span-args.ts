import type {
  ComposeSpan,
  Layer,
  OverLayer,
  PictureFormat,
  Ramp,
  LayeredScene,
  SourcePictures,
} from '../../planner/plan/plan.ts';
import { whiteSignal } from '../../planner/pictures/transfer-curves.ts';
import { formatRational } from '../../timeline/rational.ts';
import {
  errorArgs,
  frameArgs,
  entryArgs,
  sourceInput,
  thumbnailFilter,
  type SpanInput,
} from './encode-span-args.ts';
import { encoderArgs } from './encoder-args.ts';
import { filterPath } from './filter-path.ts';
import { decodingArgs } from '../input/input-args.ts';
import { editFilters } from './picture-edits.ts';
import { samplingFilters, sourceFilters, startFilters, treatmentFilters } from './picture-filters.ts';
import { overFilters } from './over-filters.ts';
import { tagFilter } from './colour-filters.ts';

/** Everything a composed span needs to become a command. */
export interface ComposeJob {
  readonly span: ComposeSpan;
  readonly format: PictureFormat;
  /** How each source is opened, in the order of `inputsOf`. */
  readonly inputs: readonly SpanInput[];
  readonly threads: number;
}

export interface ComposePaths {
  /** In the order of `inputsOf`. */
  readonly inputs: readonly string[];
  /** Where the script of the words lies; means nothing where there are none. */
  readonly words: string;
  readonly output: string;
  readonly thumbnails?: string | undefined;
}

/** What a composition shows, one input each: the layers of its scenes, then what lies over them. */
export function inputsOf({ composition }: ComposeSpan): readonly (Layer | OverLayer)[] {
  const { scene, into, overlays } = composition;
  return [...scene.layers, ...(into?.scene.layers ?? []), ...overlays];
}

/** The ffmpeg arguments that render one composed span into an MP4 chunk with exactly `frameCount` frames. */
export function composeSpanArgs(job: ComposeJob, paths: ComposePaths): string[] {
  const { span, format, threads, inputs } = job;
  const shown = inputsOf(span);
  const frames = frameArgs(span.frameCount);
  const thumbnails =
    paths.thumbnails === undefined
      ? []
      : ['-map', '[thumbnails]', ...frames, '-f', 'rawvideo', `file:${paths.thumbnails}`];
  return [
    ...decodingArgs('pipe:1'),
    ...errorArgs(shown.map(({ pictures }) => pictures)),
    ...shown.flatMap(({ pictures }, i) => {
      const input = inputs[i];
      return input ? sourceInput({ ...input, threads }, pictures.seek, paths.inputs[i] ?? '') : [];
    }),
    ...['-filter_complex', graphOf(job, paths), '-map', '[picture]'],
    ...['-an', '-sn', '-dn', '-map_metadata', '-1', ...frames],
    ...encoderArgs(format, threads),
    ...entryArgs(span.frameCount, format),
    ...['-f', 'mp4', `file:${paths.output}`],
    ...thumbnails,
  ];
}

function graphOf(job: ComposeJob, paths: ComposePaths): string {
  const { span, format } = job;
  const { scene, into, overlays, words } = span.composition;
  const builder = new GraphBuilder(job);
  let picture = builder.scene(scene);
  if (into) picture = builder.mix(picture, builder.scene(into.scene), into.weight);
  for (const overlay of overlays) picture = builder.over(picture, overlay);
  const script = words.length > 0 ? [scriptFilter(paths)] : [];
  const last = [...script, ...endFilters(format)].join(',');
  if (paths.thumbnails === undefined) return builder.close(`${picture}${last}[picture]`);
  return builder.close(`${picture}${last},split[picture][copy];[copy]${thumbnailFilter}[thumbnails]`);
}

function scriptFilter({ words }: ComposePaths): string {
  return `ass=filename=${filterPath(words)}`;
}

function endFilters(format: PictureFormat): string[] {
  return [
    `format=${format.pixelFormat}`,
    `setsar=${formatRational(format.pixelAspect)}`,
    tagFilter(format.colour),
  ];
}

/** Full-range 4:2:0 and the like under their plain names: filters that blend do not change the range of those. */
const plainFormats: Readonly<Record<string, string>> = { yuvj420p: 'yuv420p' };

/** What `overlay` calls the formats that it blends in. */
const blendFormats: Readonly<Record<string, string>> = {
  yuv420p: 'yuv420',
  yuv422p: 'yuv422',
  yuv420p10le: 'yuv420p10',
  yuv422p10le: 'yuv422p10',
};

/** Writes the graph chain by chain; every picture has a name of its own in it. */
class GraphBuilder {
  readonly #job: ComposeJob;
  readonly #format: PictureFormat;
  readonly #chains: string[] = [];
  #inputs = 0;
  #names = 0;

  constructor(job: ComposeJob) {
    this.#job = job;
    const { format } = job;
    this.#format = { ...format, pixelFormat: plainFormats[format.pixelFormat] ?? format.pixelFormat };
  }

  scene({ canvas, layers }: LayeredScene): string {
    const { width, height } = this.#format;
    const [first, ...others] = layers;
    const isFilled = first && first.place.width === width && first.place.height === height;
    let picture = isFilled ? this.#layer(first) : this.#canvas(canvas);
    for (const layer of isFilled ? others : layers)
      picture = this.#lay(picture, this.#layer(layer), `x=${layer.place.x}:y=${layer.place.y}`);
    return picture;
  }

  /** Times in millionths of a second: the weight at a frame must not be rounded to that of a neighbour. */
  mix(from: string, to: string, { first, step }: Ramp): string {
    const { num, den } = this.#format.rate;
    const seconds = Number(den) / Number(num) / step;
    // Until the passing begins xfade takes nothing of the second: it would then come so many frames late.
    const early = Math.max(0, Math.ceil(-first / step - 1e-6));
    const later = early > 0 ? [`trim=start_frame=${early}`] : [];
    const a = this.#chain(`${from}settb=1/1000000`);
    const b = this.#chain(`${to}${[...later, 'settb=1/1000000'].join(',')}`);
    const times = `duration=${seconds.toFixed(6)}:offset=${(-first * seconds).toFixed(6)}`;
    return this.#chain(`${a}${b}xfade=transition=fade:${times},settb=${den}/${num}`);
  }

  over(picture: string, layer: OverLayer): string {
    const opacity = opacityFilter(layer.opacity);
    const chain = [...this.#shown(layer), ...overFilters(layer, this.#format), ...opacity].join(',');
    const above = this.#chain(`${this.#nextInput()}${chain}`);
    return this.#lay(picture, above, anchorText(layer));
  }

  close(last: string): string {
    return [...this.#chains, last].join(';');
  }

  #layer(layer: Layer): string {
    const { place, look, treatment } = layer;
    const format = { ...this.#format, width: place.width, height: place.height };
    const chain = [...this.#shown(layer), ...treatmentFilters(treatment, format, look)];
    return this.#chain(`${this.#nextInput()}${chain.join(',')}`);
  }

  /** The pictures on the output's grid, as they are stored but upright. */
  #shown({ pictures, treatment }: { pictures: SourcePictures; treatment: Layer['treatment'] }): string[] {
    const { edits } = this.#job.inputs[this.#inputs] ?? {};
    return [
      ...editFilters(edits),
      ...startFilters(pictures),
      ...sourceFilters(treatment),
      ...samplingFilters(pictures, this.#format),
      `trim=end_frame=${this.#job.span.frameCount}`,
    ];
  }

  #canvas(colour: 'black' | 'white'): string {
    const { width, height, rate, pixelFormat } = this.#format;
    const source = `color=c=${colour}:s=${width}x${height}:r=${formatRational(rate)}`;
    const white = colour === 'white' ? [`lutyuv=y=${whiteOf(this.#format)}`] : [];
    const chain = [source, `format=${pixelFormat}`, ...white, `trim=end_frame=${this.#job.span.frameCount}`];
    return this.#chain([...chain, ...endFilters(this.#format)].join(','));
  }

  #lay(below: string, above: string, place: string): string {
    const blend = blendFormats[this.#format.pixelFormat] ?? 'auto';
    return this.#chain(`${below}${above}overlay=${place}:eof_action=endall:format=${blend}`);
  }

  #nextInput(): string {
    const at = this.#inputs++;
    return `[${at}:${this.#job.inputs[at]?.streamIndex ?? 0}]`;
  }

  #chain(chain: string): string {
    const name = `[p${this.#names++}]`;
    this.#chains.push(`${chain}${name}`);
    return name;
  }
}

/** What SDR white is in luma: FFmpeg's colour source makes that of 8 bit, video range and SDR. */
function whiteOf({ colour, pixelFormat }: PictureFormat): number {
  const isDeep = pixelFormat.includes('10');
  const [black, range] = colour.range === 'pc' ? [0, isDeep ? 1023 : 255] : isDeep ? [64, 876] : [16, 219];
  return Math.round(black + range * whiteSignal(colour.transfer));
}

function opacityFilter({ first, step }: Ramp): string[] {
  if (step === 0) return first === 1 ? [] : [`lutyuv=a=val*${first.toFixed(6)}`];
  const alpha = `alpha(X,Y)*clip(${first.toFixed(6)}+N*${step.toFixed(9)},0,1)`;
  return [`geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='${alpha}'`];
}

/** Where an overlay lies, for a width and height that only the filter knows; on even pixels. */
function anchorText({ anchor, margin }: OverLayer): string {
  const along = ([near, far]: readonly [string, string], room: string, size: string) => {
    const place = anchor.includes(far) ? `${room}-${size}-${margin}` : `(${room}-${size})/2`;
    return `2*floor((${anchor.includes(near) ? margin : place})/2)`;
  };
  return `x='${along(['left', 'right'], 'W', 'w')}':y='${along(['top', 'bottom'], 'H', 'h')}'`;
}
