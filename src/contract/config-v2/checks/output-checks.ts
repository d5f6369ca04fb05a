import { configLimits } from '../../config/config-limits.ts';
import {
  isFields,
  isNumber,
  isOdd,
  itemsOf,
  oddSide,
  type CrossIssue,
  type Fields,
} from '../../config/loose-fields.ts';
import { nameIssues, type NamesOfConfig } from './names-of-config.ts';
import { soundFormats, stillFormats, type OutputV2 } from '../output-schema.ts';
import { withPreset } from '../presets.ts';
import { areaIssues, beginIssues } from './stretch-checks.ts';

type Kind = 'movie' | 'sound' | 'still';

const keysOfAll = ['id', 'preset', 'format'];
const keysOf: Readonly<Record<Kind, readonly string[]>> = {
  movie: [
    'codec',
    'width',
    'height',
    'fps',
    'includeAudio',
    'quality',
    'crf',
    'range',
    'burnCaptions',
    'frames',
    'loudness',
    'truePeak',
  ],
  sound: ['range', 'loudness', 'truePeak'],
  still: ['at', 'width', 'height'],
};
const words: Readonly<Record<Kind, string>> = {
  movie: 'a movie',
  sound: 'an output of sound alone',
  still: 'a picture',
};

/** What kind of file a format is. */
export function kindOfFormat(format: unknown): Kind {
  if (soundFormats.some((known) => known === format)) return 'sound';
  return stillFormats.some((known) => known === format) ? 'still' : 'movie';
}

interface Programme {
  readonly config: Fields;
  readonly names: NamesOfConfig;
  readonly seconds: number | undefined;
}

/** What is wrong with the outputs that a config asks for. */
export function* outputIssuesOf(programme: Programme): Generator<CrossIssue> {
  for (const [index, given] of itemsOf(programme.config['outputs'])) {
    yield* oneOutput(given, programme, (key, message) => ({ path: ['outputs', index, ...key], message }));
  }
}

type At = (key: readonly (string | number)[], message: string) => CrossIssue;

function* oneOutput(given: Fields, { config, names, seconds }: Programme, at: At): Generator<CrossIssue> {
  const output = filledIn(given);
  const { format, range } = output;
  if (format === undefined) {
    yield at(['format'], 'is missing');
    return;
  }
  const kind = kindOfFormat(format);
  for (const [key, value] of Object.entries(given)) {
    const isAnyones = Object.values(keysOf).some((keys) => keys.includes(key));
    if (value === undefined || keysOfAll.includes(key) || keysOf[kind].includes(key) || !isAnyones) continue;
    yield at([key], `means nothing for ${words[kind]}`);
  }
  if (kind === 'movie') yield* movieIssues(given, at, { config, names });
  if (kind === 'still') {
    if (output['at'] === undefined) yield at(['at'], 'is missing');
    for (const issue of beginIssues(output['at'], ['at'], seconds)) yield at(issue.path, issue.message);
  }
  if (output['truePeak'] !== undefined && loudnessOf(output, config) === undefined) {
    yield at(['truePeak'], 'needs a loudness, of this output or of the sound');
  }
  if (!Array.isArray(range)) return;
  const [from, to] = range as unknown[];
  if (isNumber(from) && isNumber(to) && to <= from) yield at(['range'], 'must end after it begins');
  for (const issue of beginIssues(from, ['range'], seconds)) yield at(issue.path, issue.message);
}

function filledIn(output: Fields): Fields {
  return withPreset(output as OutputV2);
}

function loudnessOf(output: Fields, { sound }: Fields): unknown {
  return output['loudness'] ?? (isFields(sound) ? sound['loudness'] : undefined);
}

function* movieIssues(
  given: Fields,
  at: At,
  { config, names }: { readonly config: Fields; readonly names: NamesOfConfig },
): Generator<CrossIssue> {
  const output = filledIn(given);
  // A preset takes from the other outputs what it does not say itself.
  const isComplete = given['preset'] !== undefined;
  for (const key of ['width', 'height', 'fps']) {
    if (output[key] === undefined && !isComplete) yield at([key], 'is missing');
  }
  if (given['quality'] !== undefined && given['crf'] !== undefined) {
    yield at(['crf'], 'must be left out where there is a quality');
  }
  if (output['burnCaptions'] === true && config['captions'] === undefined) {
    yield at(['burnCaptions'], 'needs captions, and the config has none');
  }
  yield* sizeIssues(output, at);
  const { frames } = output;
  if (!isFields(frames)) return;
  for (const [name, look] of Object.entries(frames)) {
    const known = { what: 'angle or source', among: [names.angles, names.sources] };
    for (const { path, message } of nameIssues(name, ['frames', name], known)) yield at(path, message);
    if (!isFields(look)) continue;
    for (const { path, message } of areaIssues(look['crop'], ['frames', name, 'crop']))
      yield at(path, message);
  }
}

function* sizeIssues({ width, height, format, codec = 'copy' }: Fields, at: At): Generator<CrossIssue> {
  if (isNumber(width) && isNumber(height) && width * height > configLimits.maxPixels) {
    const most = configLimits.maxPixels.toLocaleString('en');
    yield at(['width'], `times the height must be at most ${most} pixels`);
  }
  // Copied pictures keep their size; encoded ones store colour for pairs of pixels.
  if (codec !== 'copy' || format === 'webm') {
    if (isOdd(width)) yield at(['width'], oddSide);
    if (isOdd(height)) yield at(['height'], oddSide);
  }
  if (format === 'webm' && (codec === 'h264' || codec === 'h265')) {
    const name = codec === 'h264' ? 'H.264' : 'H.265';
    yield at(['codec'], `WebM cannot hold ${name}; choose "copy" for WebM, or the format "mp4"`);
  }
}
