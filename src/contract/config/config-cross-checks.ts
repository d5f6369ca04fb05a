import { configLimits, exportIdPattern } from './config-limits.ts';
import { isFields, isIndex, isNumber, isOdd, oddSide, type CrossIssue, type Fields } from './loose-fields.ts';

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
    yield at('filePath', `must be left out or end in ${JSON.stringify(own)}`);
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

/** Whether a path ends in a file of the export's own folder; the result lies in ours, and is always called `output`. */
function isOwnOutput(path: string, id: string, format: unknown): boolean {
  const parts = path.split('/');
  const extension = format === 'webm' ? '.webm' : '.mp4';
  const isSafe = parts.every((part) => part !== '..' && !/[\\\0]/.test(part));
  const [folder, own, name = ''] = parts.slice(-3);
  return isSafe && folder === 'exports' && own === id && name.length > 0 && name.endsWith(extension);
}

function countOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}
