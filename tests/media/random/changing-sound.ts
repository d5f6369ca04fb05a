import { mkdir } from 'node:fs/promises';
import { Dice } from '../oracle/dice.ts';
import { makeFootage } from '../footage/make-footage.ts';
import { filmWith, heardAs, joinedSound, noiseFile, replaceSoundEdits } from '../footage/sound-film.ts';
import type { Footage, FootageSpec } from '../footage/spec.ts';
import { asStored } from '../footage/stored-film.ts';
import { exportOf, small, type Family } from './family.ts';
import type { ToCut } from './some-clips.ts';

const rate = { num: 12, den: 1 };
const seconds = 6;
const all: readonly [number, number] = [0, seconds];

interface Work {
  readonly dice: Dice;
  readonly folder: string;
  readonly film: Footage;
}

/** Films, and what of each may be cut from. */
interface Heard {
  readonly sources: readonly Footage[];
  readonly within?: NonNullable<ToCut['within']>;
}

/** AC-3 that changes its channels once or twice, at packets. */
async function channelsThatChange({ dice, folder, film }: Work): Promise<Heard> {
  const at = [0, dice.whole(20, 90), dice.whole(100, 170)].map((packets) => (packets * 1536) / 48_000);
  const encoders = [2, 6, 1].sort(() => (dice.isLucky(0.5) ? 1 : -1));
  const parts: string[][] = [];
  for (const [i, from] of at.entries()) {
    const to = at[i + 1] ?? seconds;
    const end = i < 2 ? to - 256 / 48_000 : to;
    const channels = encoders[i] ?? 2;
    // Surround sound in all its channels is louder in stereo than it was.
    const middle = channels === 6 ? ['-af', 'pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0'] : [];
    parts.push([
      ...(await noiseFile(folder, [from, end], { channels: channels === 1 ? 1 : 2 })),
      ...middle,
      '-ac',
      String(channels),
      '-c:a',
      'ac3',
      '-b:a',
      '384k',
    ]);
  }
  const sound = await joinedSound(folder, 'ac3', parts);
  const suffix = dice.pick(['mkv', 'ts']);
  const args = ['-i', sound, '-map', '0:v', '-map', '1:a', '-c', 'copy'];
  const source = await filmWith({ folder, film, name: `ac3.${suffix}` }, args);
  return { sources: [heardAs(source, { voiceOriginSeconds: 256 / 48_000, startSeconds: 256 / 48_000 })] };
}

/** AAC in an edit list of two pieces, now and then with nothing between them; as two cameras, one for each piece. */
async function pieces({ dice, folder, film }: Work): Promise<Heard> {
  const args = [...(await noiseFile(folder, all)), '-c:v', 'copy', '-c:a', 'aac', '-b:a', '192k'];
  const source = await filmWith({ folder, film, name: 'pieces.mp4' }, args);
  const priming = 1024 / 48_000;
  const [length, gap] = [dice.whole(500, 2500) / 1000, dice.isLucky(0.5) ? dice.whole(50, 600) / 1000 : 0];
  const [first, second] = [dice.whole(0, 400) / 1000, dice.whole(1000, 2500) / 1000];
  const rest = Math.min(seconds - length - gap, seconds - second) - 0.05;
  const hole = gap > 0 ? [[gap, -1] as const] : [];
  await replaceSoundEdits(source, [[length, first + priming], ...hole, [rest, second + priming]]);
  const start = length + gap;
  const within = [
    [0, length],
    [start, start + rest],
  ] as const;
  const sources = [
    heardAs(source, { voiceOriginSeconds: -first, endSeconds: length }),
    heardAs(source, { voiceOriginSeconds: start - second, startSeconds: start, endSeconds: start + rest }),
  ];
  return { sources, within };
}

/** Packets that are missing, of codecs that stand in packets of different lengths. */
async function lostPackets({ dice, folder, film }: Work): Promise<Heard> {
  const lasts = 960 / 48_000;
  const [from, count] = [dice.whole(60, 150), dice.whole(5, 60)];
  const encoded = await filmWith({ folder, film, name: 'opus.mkv' }, [
    ...(await noiseFile(folder, all)),
    ...['-c:v', 'copy', '-c:a', 'libopus'],
  ]);
  const lost = await filmWith({ folder, film: encoded, name: 'lost.mkv' }, [
    ...['-c', 'copy', '-bsf:a', String.raw`noise=drop=between(n\,${from}\,${from + count - 1})`],
  ]);
  // Matroska moves all tracks so that none begins before zero.
  const source = await asStored(heardAs(film, {}), lost.path);
  const zero = (source.audio?.voiceOriginSeconds ?? 0) - 0.0065;
  return { sources: [heardAs(source, { holes: [[zero + from * lasts, zero + (from + count) * lasts]] })] };
}

async function anyChannels({ dice, folder, film }: Work): Promise<Heard> {
  const channels = dice.pick([1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24]);
  const codec = dice.pick(['pcm_s16le', 'pcm_s24le', 'pcm_s16be']);
  const args = [
    ...(await noiseFile(folder, all, { channels, rate: dice.pick([44_100, 48_000, 96_000]) })),
    '-c:v',
    'copy',
    '-c:a',
    codec,
  ];
  return { sources: [await filmWith({ folder, film, name: `${channels}.mov` }, args)] };
}

const KINDS = { channelsThatChange, pieces, lostPackets, anyChannels };

/** Sound that changes in mid-file, lies in pieces, has holes or any number of channels. */
export const randomSound: Family = async (seed, folder) => {
  const dice = new Dice(seed);
  await mkdir(folder, { recursive: true });
  const names = Object.keys(KINDS) as (keyof typeof KINDS)[];
  const spec: FootageSpec = {
    camera: 18,
    frames: rate.num * seconds,
    rate,
    size: small,
    gop: 12,
    audio: false,
    preset: 'ultrafast',
  };
  const film = await makeFootage(spec);
  const kind = dice.pick(names);
  const heard = await KINDS[kind]({ dice, folder, film });
  const codec = dice.pick(['copy', 'copy', 'h264'] as const);
  const format = dice.isLucky(0.15) && codec === 'copy' ? 'webm' : 'mp4';
  return exportOf(dice, { ...heard, rate, words: kind }, { id: `sound-${seed}`, codec, format });
};
