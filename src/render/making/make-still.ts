import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { StillRequest } from '../../contract/exports/rendition.ts';
import { stillArgs } from '../../ffmpeg/pictures/still-args.ts';
import { pictureSizeOf } from '../../media/reading/probing/picture-size.ts';
import { stillSize } from '../../planner/still-input.ts';
import { runChild } from '../child/run-child.ts';
import { makeMovie } from './make-movie.ts';
import { notVerified } from '../attempt/render-problems.ts';
import type { MadeOutput, OutputWork } from './output-work.ts';

/** A picture holds its size in its first bytes; other things may stand before it. */
const headBytes = 64 * 1024;

/** Makes a picture of a movie of one frame, so that it shows what every other output shows at that instant. */
export async function makeStill(work: OutputWork, request: StillRequest): Promise<MadeOutput> {
  const { materials, folder, index } = work;
  const { context, requests } = materials;
  const started = performance.now();
  const movie = await makeMovie(work);
  const { format } = request;
  const size = stillSize(request, requests);
  const path = join(folder, `still-${index}.${format}`);
  await runChild(context, {
    label: `picture ${request.id}`,
    reads: [movie.path],
    writes: [path],
    args: () => stillArgs({ movie: movie.path, output: path, format, ...size }),
  });
  const found = pictureSizeOf(await readHead(path));
  const isOk = found?.format === format && found.width === size.width && found.height === size.height;
  const detail = found
    ? `${found.format}, ${found.width} × ${found.height} of ${size.width} × ${size.height}`
    : 'it is no picture';
  const checks = [...movie.report.checks, { name: 'picture', isOk, detail }];
  const report = { isOk, checks, durationMs: Math.round(performance.now() - started) };
  if (!isOk) throw notVerified(report);
  return {
    path,
    report,
    output: {
      ...{ durationSeconds: 0, frames: 1, ...size },
      ...{ videoCodec: format === 'jpeg' ? 'mjpeg' : 'png', audioCodec: null },
    },
  };
}

async function readHead(path: string): Promise<Buffer> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  return buffer.subarray(0, bytesRead);
}
