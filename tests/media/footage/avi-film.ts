import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFootage } from './make-footage.ts';
import { runMediaTool } from './run-media-tool.ts';
import type { Footage, FootageSpec } from './spec.ts';

/**
 * A film in an AVI, with raw sound: its packets as they are, between which FFmpeg puts empty ones, or its pictures encoded
 * again. AVI says when a picture is decoded, and not when it is shown: the truth is that of the film before. In a folder
 * of its own under `folder`.
 */
export async function makeAviFilm(
  spec: FootageSpec,
  folder: string,
  encoding: readonly string[] = ['-c:v', 'copy'],
): Promise<Footage> {
  const filmed = await makeFootage(spec);
  const path = join(await mkdtemp(join(folder, 'avi-')), 'film.avi');
  const streams = ['-map', '0:v', '-map', '0:a?', ...encoding, '-c:a', 'pcm_s16le'];
  await runMediaTool('ffmpeg', ['-v', 'error', '-y', '-i', filmed.path, ...streams, path]);
  return { ...filmed, path };
}
