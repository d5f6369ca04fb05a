import { join } from 'node:path';
import { runMediaTool } from '../footage/run-media-tool.ts';
import { openStudio, type TestStudio } from './export-with-engine.ts';

export interface TestFfmpeg {
  /** `FFmpeg 7`, for the names of tests. */
  readonly name: string;
  readonly major: number;
  /** For `openStudio`: the folder of its programs, empty for those of the system. */
  readonly tools: string;
}

/** The system's FFmpeg, and the second one where `npm test` has put it: 7.1 beside 5.1, or the other way round. */
export const systemFfmpeg = await describeFfmpeg('');
const second = process.env['CUTROOM_SECOND_FFMPEG'];
const ffmpegs = [systemFfmpeg, ...(second === undefined ? [] : [await describeFfmpeg(second)])];

/** Each of the cases with each FFmpeg. */
export function withEach<T extends object>(cases: readonly T[]): (T & { readonly ffmpeg: TestFfmpeg })[] {
  return ffmpegs.flatMap((ffmpeg) => cases.map((one) => ({ ...one, ffmpeg })));
}

/** All of the cases with the system's FFmpeg, and the first few with the second one: they are the heart of the matter. */
export function withHeart<T extends object>(
  cases: readonly T[],
  few = 1,
): (T & { readonly ffmpeg: TestFfmpeg })[] {
  const heart = new Set(cases.slice(0, few));
  return withEach(cases.map((one) => ({ one }))).flatMap(({ one, ffmpeg }) =>
    ffmpeg.tools === '' || heart.has(one) ? { ...one, ffmpeg } : [],
  );
}

/** A studio for each of them. */
export interface TestStudios extends AsyncDisposable {
  readonly of: (ffmpeg: TestFfmpeg) => TestStudio;
}

export async function openStudios(): Promise<TestStudios> {
  const studios = new Map<TestFfmpeg, TestStudio>();
  for (const ffmpeg of ffmpegs) studios.set(ffmpeg, await openStudio(ffmpeg.tools));
  return {
    of: (ffmpeg) => {
      const studio = studios.get(ffmpeg);
      if (!studio) throw new Error(`There is no studio with ${ffmpeg.name}.`);
      return studio;
    },
    [Symbol.asyncDispose]: async () => {
      for (const studio of studios.values()) await studio[Symbol.asyncDispose]();
    },
  };
}

async function describeFfmpeg(tools: string): Promise<TestFfmpeg> {
  const { stdout } = await runMediaTool(join(tools, 'ffmpeg'), ['-version']);
  const major = Number(/^ffmpeg version n?(\d+)/.exec(stdout.toString('utf8'))?.[1] ?? 0);
  return { name: `FFmpeg ${major}`, major, tools };
}
