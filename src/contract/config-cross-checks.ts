import { configLimits, exportIdPattern } from './config-limits.ts';

/** Something that is wrong between the parts of a config, at a path, in a sentence without its subject. */
export interface CrossIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Everything that no part of a config can know alone. Reads what it can of a config of any shape, so that
 * one missing key does not hide what else is wrong.
 */
export function* crossIssuesOf(input: unknown): Generator<CrossIssue> {
  if (!isFields(input)) return;
  if (Array.isArray(input['segments'])) {
    yield* segmentIssues(input['segments'], countOf(input['sources']));
  }
  if (isFields(input['output'])) yield* outputIssues(input['output'], input['id']);
}

function* segmentIssues(segments: readonly unknown[], sourceCount: number): Generator<CrossIssue> {
  let seconds = 0;
  for (const [index, segment] of segments.entries()) {
    if (!isFields(segment)) continue;
    const { sourceIndex, startTime, endTime } = segment;
    // Without any source the list of sources is what is wrong.
    if (isIndex(sourceIndex) && sourceIndex >= sourceCount && sourceCount > 0) {
      const sources = sourceCount === 1 ? 'is only 1 source' : `are only ${sourceCount} sources`;
      yield {
        path: ['segments', index, 'sourceIndex'],
        message: `is ${sourceIndex}, but there ${sources} (counted from 0)`,
      };
    }
    if (!isNumber(startTime) || !isNumber(endTime)) continue;
    if (endTime > startTime) seconds += endTime - startTime;
    else yield { path: ['segments', index, 'endTime'], message: 'must be after startTime' };
  }
  if (seconds > configLimits.outputSeconds) {
    yield { path: ['segments'], message: 'together last longer than 24 hours' };
  }
}

function* outputIssues(output: Fields, id: unknown): Generator<CrossIssue> {
  const { filePath, width, height, format = 'mp4', codec = 'copy' } = output;
  const at = (key: string, message: string): CrossIssue => ({ path: ['output', key], message });
  // Of an id that is none, nothing can be its own.
  const isNamed = typeof id === 'string' && exportIdPattern.test(id);
  if (typeof filePath === 'string' && isNamed && !isOwnOutput(filePath, id, format)) {
    const own = `exports/${id}/output.${format === 'webm' ? 'webm' : 'mp4'}`;
    yield at('filePath', `must be left out or be ${JSON.stringify(own)}`);
  }
  if (isNumber(width) && isNumber(height) && width * height > configLimits.maxPixels) {
    const most = configLimits.maxPixels.toLocaleString('en');
    yield at('width', `times the height must be at most ${most} pixels`);
  }
  // Copied pictures keep their size; encoded ones store colour for pairs of pixels.
  if (codec !== 'copy' || format === 'webm') {
    if (isOdd(width)) yield at('width', oddSide);
    if (isOdd(height)) yield at('height', oddSide);
  }
  if (format === 'webm' && (codec === 'h264' || codec === 'h265')) {
    const name = codec === 'h264' ? 'H.264' : 'H.265';
    yield at('codec', `WebM cannot hold ${name}; choose "copy" for WebM, or the format "mp4"`);
  }
}

const oddSide = 'must be an even number: 4:2:0 video stores colour for pairs of pixels';

/** Whether a path names a file directly in the export's own folder; the result is always called `output`. */
function isOwnOutput(path: string, id: string, format: unknown): boolean {
  const folder = `exports/${id}/`;
  const name = path.replace(/^\.?\//, '');
  const extension = format === 'webm' ? '.webm' : '.mp4';
  return name.startsWith(folder) && /^[^/\\\0]+$/.test(name.slice(folder.length)) && name.endsWith(extension);
}

function countOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isIndex(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isOdd(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) % 2 !== 0;
}
