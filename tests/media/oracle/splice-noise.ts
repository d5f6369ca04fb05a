import { runMediaTool } from '../footage/run-media-tool.ts';
import type { JudgedEdit } from './edit.ts';

const hz = 48_000;
const window = 256;

/** The sound of a file as players hear it: interleaved stereo at 48 kHz. */
export async function readStereo(path: string): Promise<Int16Array> {
  const { stdout } = await runMediaTool('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-i', `file:${path}`, '-map', '0:a:0', '-ac', '2'],
    ...['-af', `aresample=${hz}:async=1:first_pts=0:min_hard_comp=0.01`, '-f', 's16le', 'pipe:1'],
  ]);
  return new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 2));
}

/** What the sources decode to, cut hard, and where it is cut; clips on whole milliseconds, all of them heard. */
export async function withoutCuts({ sources, clips }: JudgedEdit) {
  const sounds = await Promise.all(sources.map(({ path }) => readStereo(path)));
  const parts = clips.map(({ source, inSeconds, outSeconds }) =>
    sounds[source]?.subarray(2 * Math.round(inSeconds * hz), 2 * Math.round(outSeconds * hz)),
  );
  const samples = new Int16Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  const cuts: number[] = [];
  let at = 0;
  for (const part of parts) {
    samples.set(part ?? [], at);
    at += part?.length ?? 0;
    cuts.push(at / 2);
  }
  return { samples, cuts };
}

/**
 * Holds what is heard against what is due: the share of samples that are equal, and of the other windows of 256
 * samples, but for those at a cut and quiet ones, the worst ratio in a hundred and the median, in dB.
 */
export function signalToNoise(due: { samples: Int16Array; cuts: readonly number[] }, heard: Int16Array) {
  const ratios: number[] = [];
  let equal = 0;
  const frames = Math.min(due.samples.length, heard.length) >> 1;
  for (let from = 0; from + window <= frames; from += window) {
    let [energy, noise] = [0, 0];
    for (let i = 2 * from; i < 2 * (from + window); i++) {
      const value = due.samples[i] ?? 0;
      energy += value ** 2;
      noise += (value - (heard[i] ?? 0)) ** 2;
      if (value === heard[i]) equal++;
    }
    const isAtCut = due.cuts.some((cut) => Math.abs(from + window / 2 - cut) < window);
    if (noise > 0 && !isAtCut && energy > 2 * window * 30 ** 2) ratios.push(10 * Math.log10(energy / noise));
  }
  ratios.sort((a, b) => a - b);
  const at = (share: number) => ratios[Math.floor(share * ratios.length)] ?? Infinity;
  return { equalShare: equal / (2 * frames), worst: at(0.01), median: at(0.5), windows: ratios.length };
}
