import { frameCode } from '../oracle/frame-code.ts';
import { add, compare, multiply, ratio, smaller, subtract, toFloat, ZERO } from '../oracle/rational.ts';
import type { Rational } from '../oracle/rational.ts';
import type { FilmPlan } from './film-plan.ts';
import { probeFile } from './probe-packets.ts';
import type { Track } from './probe-packets.ts';
import { hearDelay } from './hear-delay.ts';
import type { FootageAudio, FootageFrame, Stretch } from './spec.ts';

export interface Truth {
  readonly frames: readonly FootageFrame[];
  readonly clockZero: Rational;
  readonly pictureEnd: Rational;
  readonly audio: FootageAudio | null;
}

/** Presentation times that are shown, in order, in seconds of the file's own clock. */
export function shownTimes(track: Track): Rational[] {
  const shown = track.packets.filter((packet) => !packet.isHidden && packet.pts !== null);
  const ticks = shown.map((packet) => packet.pts ?? 0).sort((a, b) => a - b);
  return ticks.map((tick) => multiply(ratio(tick), track.tick));
}

/** Some containers tell of the encoder's delay by a small negative time; players begin at zero all the same. */
export function timeZero(firsts: readonly Rational[]): Rational {
  const first = firsts.reduce(smaller);
  return compare(first, ZERO) < 0 && compare(first, ratio(-1, 10)) > 0 ? ZERO : first;
}

/** The film must show what was asked, when it was asked: within two ticks of the container's clock. */
function checkTimes(
  plan: FilmPlan,
  due: readonly Rational[],
  shown: readonly Rational[],
  tick: Rational,
): void {
  const name = JSON.stringify(plan.spec);
  if (shown.length !== due.length)
    throw new Error(`${shown.length} frames instead of ${due.length}: ${name}`);
  const shift = subtract(shown[0] ?? ZERO, due[0] ?? ZERO);
  shown.forEach((time, at) => {
    const error = Math.abs(toFloat(subtract(subtract(time, shift), due[at] ?? ZERO)));
    if (error > 2 * toFloat(tick) + 1e-9)
      throw new Error(`frame ${at} lies ${error} s off its time: ${name}`);
  });
}

/** Lost packets as the file really lacks them: whole packets, on the file's own clock. */
function gapsOf(track: Track): Stretch[] {
  const tick = toFloat(track.tick);
  const gaps: Stretch[] = [];
  // MP4 stretches the packet before a gap up to its end: a packet lasts as long as the shortest of them.
  const lasts = track.packets.map((packet) => packet.duration ?? 0).filter((ticks) => ticks > 0);
  const usual = lasts.sort((a, b) => a - b)[Math.floor(lasts.length / 4)] ?? 0;
  let end: number | null = null;
  for (const { pts } of track.packets) {
    if (pts === null) continue;
    if (end !== null && (pts - end) * tick > 0.015) gaps.push([end * tick, pts * tick]);
    end = pts + usual;
  }
  return gaps;
}

function audioTruth(plan: FilmPlan, origin: number, gaps: readonly Stretch[]): FootageAudio | null {
  const { audio, hidden } = plan;
  if (audio === null) return null;
  const end = origin + toFloat(plan.end) - audio.endEarlySeconds;
  const hole = (at: number): number => origin + at;
  const asked = audio.holes.map(([from, to]): Stretch => [hole(from), hole(to)]);
  return {
    voice: audio.voice,
    voiceOriginSeconds: origin - audio.voiceOffsetSeconds,
    startSeconds: hidden > 0 ? Math.max(0, origin + audio.startSeconds) : origin + audio.startSeconds,
    endSeconds: end,
    holes: gaps.length >= asked.length ? gaps : asked,
    rate: audio.rate,
    channels: audio.channels,
  };
}

/** The same sound, coming `late` seconds later than asked. Gaps were read from the file: they stay. */
export function delayed(sound: FootageAudio, late: number): FootageAudio {
  return {
    ...sound,
    voiceOriginSeconds: sound.voiceOriginSeconds + late,
    startSeconds: Math.max(0, sound.startSeconds + late),
    endSeconds: sound.endSeconds + late,
  };
}

/**
 * What a player shows of the finished film, on contract time: the frames' times as the container stores
 * them, held against what was asked. Throws if the file is not the film that was asked for.
 */
export async function readTruth(plan: FilmPlan, path: string): Promise<Truth> {
  const { picture: video, sound: audio } = await probeFile(path);
  if (video === null) throw new Error(`no picture in ${path}`);
  const shown = shownTimes(video);
  const due = plan.due.slice(plan.hidden, plan.due.length - plan.trimmed);
  checkTimes(plan, due, shown, video.tick);
  const heard = audio ? shownTimes(audio) : [];
  const zero = timeZero([shown[0] ?? ZERO, ...heard.slice(0, 1)]);
  const codes = plan.indices.slice(plan.hidden);
  const frames = shown.map((time, at) => ({
    pts: subtract(time, zero),
    code: frameCode(plan.spec.camera, codes[at] ?? 0),
  }));
  /** Where the camera's clock began, on the source's time line. */
  const origin = subtract(frames[0]?.pts ?? ZERO, due[0] ?? ZERO);
  const gaps = plan.audio && plan.audio.holes.length > 0 && audio ? gapsOf(audio) : [];
  const shiftedGaps = gaps.map(([from, to]): Stretch => [from - toFloat(zero), to - toFloat(zero)]);
  const sound = audioTruth(plan, toFloat(origin), shiftedGaps);
  const late = sound ? await hearDelay(path, toFloat(zero), sound) : 0;
  return { frames, clockZero: zero, pictureEnd: add(origin, plan.end), audio: sound && delayed(sound, late) };
}
