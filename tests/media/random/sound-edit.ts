import { basename } from 'node:path';
import type { ConfigV2Input } from '../../../src/contract/config-v2/config-v2.ts';
import { fillNoise } from '../oracle/noise.ts';
import { storeNoise, type NoiseToStore } from '../oracle/sound-studio.ts';
import { Dice } from '../oracle/dice.ts';
import { makeFilms } from './family.ts';

/** What two ears hear from one file at an instant of it, in seconds; nothing outside of it. */
type Ears = (seconds: number) => readonly [left: number, right: number];

/** One thing that is heard for a while. */
interface Sounding {
  /** Seconds of the programme, `[from, to)`. */
  readonly from: number;
  readonly to: number;
  readonly hear: (seconds: number) => readonly [left: number, right: number];
}

export interface SoundEdit {
  readonly config: ConfigV2Input;
  readonly files: readonly string[];
  readonly seconds: number;
  /** What must be heard at an instant of the programme: written from the guide, sample by sample, without any filter. */
  readonly expected: (seconds: number) => readonly [left: number, right: number];
  /** Instants at which something begins or ends, where sound may be blended for some ms. */
  readonly joins: readonly number[];
  /** How far it may be off, as a share of what is due. */
  readonly tolerance: number;
}

interface Recorded {
  readonly id: string;
  readonly path: string;
  readonly seconds: number;
  readonly ears: Ears;
}

const silent = [0, 0] as const;

/** A version-2 edit that is only heard: tracks or what is seen, clips of their own, music, gains, channels, drift, fades. */
export async function randomSoundEdit(seed: number, folder: string): Promise<SoundEdit> {
  const dice = new Dice(seed);
  const recorders: Recorded[] = [];
  // Cuts of milliseconds lie between the samples of other rates and other clocks: there half a sample may be lost.
  const isOnSamples = dice.isLucky(0.5);
  for (let i = 0; i < 3; i++) {
    const rate = isOnSamples ? 48_000 : dice.pick([48_000, 44_100, 32_000, 96_000]);
    recorders.push(await record(dice, { id: `r${i + 1}`, voice: 10 * seed + i, rate, folder }));
  }
  const [film] = await makeFilms([
    {
      camera: 4,
      seconds: 6,
      rate: { num: 25, den: 1 },
      size: { width: 160, height: 90 },
      audio: { voice: 4, bitrate: '256k' },
    },
  ]);
  if (!film?.audio) throw new Error('no film');
  const { path, audio } = film;
  const camera: Recorded = {
    ...{ id: 'cam', path, seconds: audio.endSeconds },
    ears: (at) => {
      const value = noiseAt(audio.voice, at - audio.voiceOriginSeconds);
      return at < audio.startSeconds || at >= audio.endSeconds ? silent : [value, value];
    },
  };
  const mostPpm = isOnSamples ? 0 : 2000;
  const angles = [camera, recorders[0] ?? camera].map((file, i) => ({
    ...{ id: 'ab'.charAt(i), ...clockOf(dice, file, mostPpm) },
  }));
  const isFollowing = dice.isLucky(0.3);
  const shots = shotsOf(dice, recorders);
  const places = placesOf(shots);
  const seconds = places.at(-1)?.end ?? 0;
  const tracks = [0, 1, 2]
    .slice(0, dice.whole(1, 3))
    .map((i) => trackOf(dice, { file: recorders[i] ?? camera, angles, mostPpm }));
  const music = dice.isLucky(0.5) ? [musicOf(dice, seconds)] : [];
  const fades = { fadeIn: dice.pick([0, 0, 0.4]), fadeOut: dice.pick([0, 0, 0.7]) };
  const config: ConfigV2Input = {
    ...{ version: 2, id: `sound-${seed}` },
    sources: [camera, ...recorders].map((one) => ({ id: one.id, filePath: basename(one.path) })),
    angles: angles.map(({ id, file, offset, driftPpm }) => ({ id, files: [file.id], offset, driftPpm })),
    shots,
    sound: { ...(isFollowing ? {} : { tracks: tracks.map(({ said }) => said) }), music, ...fades },
    outputs: [{ id: 'audio', format: dice.pick(['wav', 'flac'] as const) }],
  };
  const heard: Sounding[] = places.flatMap(({ shot, start, end }) => {
    if (shot.silent === true) return [];
    const own = recorders.find(({ id }) => id === shot.source);
    if (own) return [{ from: start, to: end, hear: (t: number) => own.ears(shot.from + t - start) }];
    const seen = angles.find(({ id }) => id === shot.show);
    const all = isFollowing && seen ? [{ ...seen, gain: 1, channel: undefined }] : tracks;
    return all.map((track) => ({ from: start, to: end, hear: takeHeard(track, shot.from - start) }));
  });
  for (const piece of music) heard.push(musicHeard(piece, { recorders, seconds }));
  const lossy = isFollowing || tracks.some(({ file }) => file === camera);
  const whole = envelope({ from: 0, to: seconds, ...fades });
  return {
    ...{ config, files: [camera, ...recorders].map((one) => one.path), seconds },
    expected: (t) => {
      const [left, right] = heard.reduce<readonly [number, number]>(([l, r], { from, to, hear }) => {
        if (t < from || t >= to) return [l, r];
        const [dl, dr] = hear(t);
        return [l + dl, r + dr];
      }, silent);
      return [whole(t) * left, whole(t) * right];
    },
    joins: joinsOf({ heard, places, angles, tracks, camera, recorders, music }),
    tolerance: lossy || !isOnSamples ? 0.3 : 0.02,
  };
}

async function record(
  dice: Dice,
  { id, voice, rate, folder }: { id: string; voice: number; rate: number; folder: string },
): Promise<Recorded> {
  const seconds = Math.round(dice.real(3, 7) * rate) / rate;
  const isTwo = dice.isLucky(0.5);
  const right = isTwo ? voice + 5 : voice;
  const level = 0.4;
  const extension = dice.pick(['wav', 'flac', 'mov']);
  const noise: NoiseToStore = { voice, right, seconds, level, rate, name: `${id}-${voice}.${extension}` };
  const path = await storeNoise(folder, noise, extension === 'mov' ? ['-c:a', 'pcm_s16le'] : []);
  const frames = Math.round(seconds * rate);
  const ears: Ears = (at) =>
    at < 0 || at >= frames / rate ? silent : [level * noiseAt(voice, at), level * noiseAt(right, at)];
  return { id, path, seconds: frames / rate, ears };
}

const one = new Float32Array(1);

/** The noise of a voice at an instant. */
function noiseAt(voice: number, seconds: number): number {
  fillNoise(voice, seconds, 48_000, one);
  return one[0] ?? 0;
}

interface Clock {
  readonly file: Recorded;
  readonly offset: number;
  readonly driftPpm: number;
}

interface Track extends Clock {
  readonly gain: number;
  readonly channel: 'left' | 'right' | 'mono' | undefined;
}

/** At most so many ppm off. */
function clockOf(dice: Dice, file: Recorded, most: number): Clock {
  const driftPpm = dice.isLucky(0.5) ? 0 : Math.round(dice.real(-most, most));
  return { file, offset: milli(dice.real(-0.5, 1.5)), driftPpm };
}

type Said = NonNullable<NonNullable<ConfigV2Input['sound']>['tracks']>[number];

function trackOf(
  dice: Dice,
  {
    file,
    angles,
    mostPpm,
  }: { file: Recorded; angles: readonly (Clock & { readonly id: string })[]; mostPpm: number },
): Track & { readonly said: Said } {
  const gainDb = dice.pick([0, 0, -6, -12.5, 3]);
  const channel = dice.pick([undefined, 'left', 'right', 'mono'] as const);
  const more = { ...(gainDb !== 0 && { gainDb }), ...(channel && { channel }) };
  const angle = dice.isLucky(0.3) ? dice.pick(angles) : undefined;
  const clock = angle ?? clockOf(dice, file, mostPpm);
  const { offset, driftPpm } = clock;
  const said = angle ? { angle: angle.id, ...more } : { source: file.id, offset, driftPpm, ...more };
  return { file: clock.file, offset, driftPpm, gain: 10 ** (gainDb / 20), channel, said };
}

/** What a track lets hear at an instant of the programme that lies `behind` before its take time. */
function takeHeard({ file, offset, driftPpm, gain, channel }: Track, behind: number): Sounding['hear'] {
  return (t) => {
    const [left, right] = file.ears(offset + (t + behind) * (1 + driftPpm / 1e6));
    const only = { left, right, mono: (left + right) / 2 };
    return channel ? [gain * only[channel], gain * only[channel]] : [gain * left, gain * right];
  };
}

type Shot = NonNullable<ConfigV2Input['shots']>[number];

function shotsOf(dice: Dice, recorders: readonly Recorded[]): Shot[] {
  return Array.from({ length: dice.whole(1, 6) }, () => {
    const from = milli(dice.real(0, 2));
    const range = { from, to: milli(from + dice.pick([dice.real(0.06, 0.3), dice.real(0.3, 3)])) };
    const isSilent = dice.isLucky(0.1) && { silent: true };
    if (dice.isLucky(0.2)) return { source: dice.pick(recorders).id, ...range, ...isSilent };
    return { show: dice.pick(['a', 'b']), ...range, ...isSilent };
  });
}

interface Place {
  readonly shot: Shot;
  readonly start: number;
  readonly end: number;
}

function placesOf(shots: readonly Shot[]): Place[] {
  let micros = 0;
  return shots.map((shot) => {
    const start = micros / 1e6;
    micros += Math.round((shot.to - shot.from) * 1e6);
    return { shot, start, end: micros / 1e6 };
  });
}

type Music = NonNullable<NonNullable<ConfigV2Input['sound']>['music']>[number];

function musicOf(dice: Dice, seconds: number): Music {
  const from = milli(dice.pick([0, dice.real(0, seconds * 0.6)]));
  return {
    ...{ source: 'r3', from, gainDb: -9, loop: dice.isLucky(0.5) },
    ...(dice.isLucky(0.5) && { to: milli(dice.real(from + 0.1, seconds + 1)) }),
    ...{ fadeIn: dice.pick([0, 0.3]), fadeOut: dice.pick([0, 0.5]) },
  };
}

function musicHeard(
  { from = 0, to, loop = false, gainDb = 0, fadeIn = 0, fadeOut = 0 }: Music,
  { recorders, seconds }: { recorders: readonly Recorded[]; seconds: number },
): Sounding {
  const file = recorders[2];
  if (!file) throw new Error('no music');
  const end = Math.min(to ?? seconds, seconds);
  // Without a loop the piece ends with its file, and is faded out there.
  const last = loop ? end : Math.min(end, from + file.seconds);
  const gain = 10 ** (gainDb / 20);
  const level = envelope({ from, to: last, fadeIn, fadeOut });
  return {
    ...{ from, to: last },
    hear: (t) => {
      const at = loop ? (t - from) % file.seconds : t - from;
      const [left, right] = file.ears(at);
      return [gain * level(t) * left, gain * level(t) * right];
    },
  };
}

/** Raised cosines at both ends; where they do not fit, both shortened alike. */
function envelope({
  from,
  to,
  fadeIn,
  fadeOut,
}: {
  readonly from: number;
  readonly to: number;
  readonly fadeIn: number;
  readonly fadeOut: number;
}): (seconds: number) => number {
  const share = Math.min(1, (to - from) / Math.max(1e-9, fadeIn + fadeOut));
  const rise = (since: number, length: number) =>
    length <= 0 || since >= length ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * Math.max(0, since)) / length);
  return (t) => rise(t - from, fadeIn * share) * rise(to - t, fadeOut * share);
}

interface Made {
  readonly heard: readonly Sounding[];
  readonly places: readonly Place[];
  readonly angles: readonly Clock[];
  readonly tracks: readonly Clock[];
  readonly camera: Recorded;
  readonly recorders: readonly Recorded[];
  readonly music: readonly Music[];
}

function joinsOf({ heard, places, angles, tracks, recorders, music }: Made): number[] {
  const ends = heard.flatMap(({ from, to }) => [from, to]);
  const rims = places.flatMap(({ shot, start }) =>
    shot.source === undefined
      ? [...angles, ...tracks].flatMap(({ file, offset, driftPpm }) =>
          [0, file.seconds].map((rim) => start + (rim - offset) / (1 + driftPpm / 1e6) - shot.from),
        )
      : recorders.filter(({ id }) => id === shot.source).map(({ seconds }) => start + seconds - shot.from),
  );
  const turns = music.flatMap(({ from = 0 }) =>
    Array.from({ length: 20 }, (_, i) => from + i * (recorders[2]?.seconds ?? 1)),
  );
  return [...ends, ...rims, ...turns];
}

function milli(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
