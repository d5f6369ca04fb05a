import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HighestPeak } from '../../src/mix/highest-peak.ts';
import { IntegratedLoudness } from '../../src/mix/integrated-loudness.ts';
import { rational } from '../../src/timeline/rational.ts';
import { runMediaTool } from './footage/run-media-tool.ts';
import { expectedNoise, locateSound } from './oracle/correlate.ts';
import { hear, heard, openSoundStudio, storeNoise, type SoundStudio } from './oracle/sound-studio.ts';

const hz = 48_000;
let studio: SoundStudio;

beforeAll(async () => {
  studio = await openSoundStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

interface Heard {
  readonly voice: number;
  readonly voiceSeconds: number;
}

/** How loud each of the voices is that sound together, in decibels of the noise itself: the least squares of all. */
function gainsOf(
  recording: Int16Array,
  voices: readonly Heard[],
  { from, length = 24_000 }: { from: number; length?: number },
) {
  const waves = voices.map((own) => expectedNoise({ ...own, from, length }));
  const product = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
    return sum;
  };
  const heard = Float64Array.from({ length }, (_, i) => (recording[from + i] ?? 0) / 32_768);
  const rows = waves.map((wave) => [...waves.map((other) => product(wave, other)), product(wave, heard)]);
  for (let i = 0; i < rows.length; i++)
    for (let j = 0; j < rows.length; j++) {
      const share = i === j ? 0 : (rows[j]?.[i] ?? 0) / (rows[i]?.[i] ?? 1);
      rows[j] = (rows[j] ?? []).map((value, k) => value - share * (rows[i]?.[k] ?? 0));
    }
  return rows.map((row, i) => 20 * Math.log10(Math.max(1e-9, (row.at(-1) ?? 0) / (row[i] ?? 1))));
}

const place = (recording: Int16Array, voice: number, from: number, voiceSeconds: number) =>
  locateSound(recording, { voice, from, voiceSeconds, length: 8192 }, 0);

describe('a programme of several voices', () => {
  it('[R24] holds each of them at its place and its gain', async () => {
    const { folder } = studio;
    const files = [
      { path: await storeNoise(folder, { voice: 1, right: 2, seconds: 12, level: 0.5, name: 'two.wav' }) },
      { path: await storeNoise(folder, { voice: 3, seconds: 9, level: 0.5, name: 'one.flac' }) },
    ];
    const { path, report } = await studio.render({
      files,
      voices: [
        { clips: [heard(0, 2, 10)], channel: 'left', gainDb: -3 },
        { clips: [heard(undefined, 0, 1.5), heard(1, 0.25, 6.75)], gainDb: -6 },
        { clips: [heard(0, 0, 8)], channel: 'right', gainDb: -12, fadeIn: 1, fadeOut: 2 },
      ],
    });
    expect(report.checks.filter(({ isOk }) => !isOk)).toEqual([]);
    const sound = await hear(path);
    expect(sound.length).toBe(8 * hz);
    expect(await hear(path, 'right')).toEqual(sound);
    const half = 20 * Math.log10(0.5);
    const voicesAt = (at: number) => [
      { voice: 1, voiceSeconds: 2 + at },
      { voice: 3, voiceSeconds: at - 1.25 },
      { voice: 2, voiceSeconds: at },
    ];
    const due = [half - 3, half - 6, half - 12];
    const gains = gainsOf(sound, voicesAt(4), { from: 4 * hz });
    gains.forEach((gain, i) => expect(Math.abs(gain - (due[i] ?? 0))).toBeLessThan(0.2));
    // In the middle of the fade, which is a raised cosine; the second voice has not begun.
    const [, before = 0, early = 0] = gainsOf(sound, voicesAt(0.475), { from: 0.475 * hz, length: 2400 });
    expect(Math.abs(early - (half - 18))).toBeLessThan(0.5);
    expect(before).toBeLessThan(-60);
  });

  it('follows a recorder whose clock drifts by 2,000 ppm to the sample, over a long programme', async () => {
    const { folder } = studio;
    // Silence with a few seconds of noise at its beginning and at its end.
    for (const [ppm, seconds] of [
      [2000, 240],
      [-2000, 20],
    ] as const) {
      const secondLasts = 1 / (1 + ppm / 1e6);
      const ends = [0, seconds - 5].map((from, i) =>
        storeNoise(folder, {
          voice: 5,
          seconds: 5,
          from: from * secondLasts,
          secondLasts,
          name: `${ppm}-${i}.wav`,
        }),
      );
      const [first = '', last = ''] = await Promise.all(ends);
      const path = `${folder}/drift${ppm}.wav`;
      const silence = ['-f', 'lavfi', '-i', `anullsrc=r=48000:cl=stereo:d=${seconds - 10}`];
      const join = ['-filter_complex', '[0:a][1:a][2:a]concat=n=3:v=0:a=1'];
      await runMediaTool('ffmpeg', ['-v', 'error', '-i', first, ...silence, '-i', last, ...join, path]);
      const speed = rational(1_000_000 + ppm, 1_000_000);
      const length = Math.floor(seconds * secondLasts);
      const { path: out } = await studio.render({
        files: [{ path }],
        voices: [{ clips: [{ ...heard(0, 0, length), speed }] }],
      });
      const sound = await hear(out);
      for (const at of [1, length - 2]) {
        const match = place(sound, 5, at * hz, at);
        expect(match.likeness).toBeGreaterThan(0.99);
        expect(Math.abs(match.offsetSamples)).toBeLessThan(0.2);
      }
    }
  });

  it('runs through the files of one recording without a gap', async () => {
    const { folder } = studio;
    const lengths = [2.5, 1.75, 3];
    const files = [];
    let from = 0;
    for (const [i, seconds] of lengths.entries()) {
      const path = await storeNoise(folder, { voice: 6, seconds, from, name: `part-${i}.wav` });
      files.push({ path, ...(i < 2 && { next: i + 1 }) });
      from += seconds;
    }
    // One cut lies right where the first file ends.
    const clips = [heard(0, 0.5, 2.5), heard(0, 2.5, 7)];
    const { path } = await studio.render({ files, voices: [{ clips }] });
    const sound = await hear(path);
    const noise = expectedNoise({ voice: 6, voiceSeconds: 0.5, from: 0, length: 6.5 * hz });
    const worst = noise.reduce(
      (most, value, i) => Math.max(most, Math.abs(value * 32_767 - (sound[i] ?? 0))),
      0,
    );
    expect(worst).toBeLessThan(2);
  });

  it('plays music over and over, down while somebody speaks', async () => {
    const { folder } = studio;
    const speech = await storeNoise(folder, { voice: 8, seconds: 2, level: 0.5, name: 'speech.wav' });
    const music = await storeNoise(folder, { voice: 9, seconds: 3, level: 0.2, name: 'music.wav' });
    const { path } = await studio.render({
      files: [{ path: speech }, { path: music }],
      voices: [
        { clips: [heard(undefined, 0, 4), heard(0, 0, 2), heard(undefined, 0, 6)] },
        { clips: [{ ...heard(1, 0, 12), isLooped: true }], duckDb: 12 },
      ],
    });
    const sound = await hear(path);
    const level = 20 * Math.log10(0.2);
    const music1 = (at: number, inLoop: number) => {
      const voices = [
        { voice: 9, voiceSeconds: inLoop },
        ...(at >= 4 && at < 6 ? [{ voice: 8, voiceSeconds: at - 4 }] : []),
      ];
      return gainsOf(sound, voices, { from: at * hz, length: 12_000 })[0] ?? 0;
    };
    expect(Math.abs(music1(1, 1) - level)).toBeLessThan(0.2);
    expect(Math.abs(music1(10, 1) - level)).toBeLessThan(0.2);
    // Down when the first word is said, and 12 dB.
    expect(Math.abs(music1(4, 1) - (level - 12))).toBeLessThan(1);
    expect(Math.abs(music1(5, 2) - (level - 12))).toBeLessThan(1);
  });
});

describe('mastering', () => {
  const loud = async (path: string) => {
    const args = [
      '-hide_banner',
      '-nostats',
      '-i',
      path,
      '-af',
      'ebur128=peak=true:framelog=verbose',
      '-f',
      'null',
      '-',
    ];
    const { stderr } = await runMediaTool('ffmpeg', args);
    const value = (pattern: RegExp) => Number(pattern.exec(stderr.slice(stderr.lastIndexOf('Summary')))?.[1]);
    return { loudness: value(/I:\s+(\S+) LUFS/), peak: value(/Peak:\s+(\S+) dBFS/) };
  };

  it.each(['m4a', 'mp3', 'wav', 'flac', 'opus'] as const)(
    'brings %s to its loudness, below its peak',
    async (format) => {
      const path = await storeNoise(studio.folder, {
        voice: 11,
        seconds: 10,
        level: 0.1,
        name: `quiet-${format}.wav`,
      });
      const edit = {
        files: [{ path }],
        voices: [{ clips: [heard(0, 0, 10)] }],
        mastering: { loudness: -16, truePeak: -3, fadeOut: 1 },
        tags: {
          title: 'Episode = 12; #1\nx',
          chapters: [
            { seconds: 0, title: 'Hello' },
            { seconds: 5, title: 'Bye' },
          ],
        },
      };
      const { path: out, report, warnings } = await studio.render({ ...edit, format });
      expect(report.checks.filter(({ isOk }) => !isOk)).toEqual([]);
      expect(warnings).toEqual([]);
      const { loudness, peak } = await loud(out);
      expect(Math.abs(loudness + 16)).toBeLessThanOrEqual(0.3);
      expect(peak).toBeLessThanOrEqual(-2.9);
      const { stdout } = await runMediaTool('ffprobe', [
        '-v',
        'error',
        '-show_chapters',
        '-show_format',
        '-of',
        'json',
        out,
      ]);
      const told = JSON.parse(stdout.toString()) as { chapters: unknown[]; format: { duration: string } };
      expect(Math.abs(Number(told.format.duration) - 10)).toBeLessThan(0.04);
      if (format === 'm4a' || format === 'mp3') expect(told.chapters.length).toBe(2);
    },
  );

  it.each(['m4a', 'mp3', 'opus'] as const)(
    '[R25] makes up for what the codec of %s leaves out of hiss',
    async (format) => {
      const path = `${studio.folder}/hiss-${format}.wav`;
      const hiss = 'anoisesrc=c=pink:a=0.1:r=44100:seed=3:d=12,tremolo=f=1:d=0.95';
      await runMediaTool('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', hiss, '-ac', '1', path]);
      const {
        path: out,
        report,
        warnings,
      } = await studio.render({
        files: [{ path }],
        voices: [{ clips: [heard(0, 0, 12)] }],
        mastering: { loudness: -18, truePeak: -1 },
        format,
      });
      expect(report.checks.filter(({ isOk }) => !isOk)).toEqual([]);
      expect(warnings).toEqual([]);
      const { loudness, peak } = await loud(out);
      expect(Math.abs(loudness + 18)).toBeLessThanOrEqual(0.3);
      expect(peak).toBeLessThanOrEqual(-0.9);
    },
  );

  it('[R25] says so where the peaks allow no more gain', async () => {
    const path = `${studio.folder}/clicks.wav`;
    const clicks = "aevalsrc='0.9*lt(mod(t,0.5),0.0005)+0.002*sin(2000*t)':s=48000:d=8";
    await runMediaTool('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', clicks, '-ac', '2', path]);
    const { report, warnings } = await studio.render({
      files: [{ path }],
      voices: [{ clips: [heard(0, 0, 8)] }],
      mastering: { loudness: -9, truePeak: -1 },
    });
    expect(warnings.map(({ code }) => code)).toEqual(['LOUDNESS_MISSED']);
    expect(report.isOk).toBe(true);
  });

  it('[R26] encodes a minute again when a cut moves, not the programme', async () => {
    const { folder } = studio;
    const path = await storeNoise(folder, { voice: 12, seconds: 20, level: 0.3, name: 'take.wav' });
    const cutAt = (cut: number) => ({
      files: [{ path }],
      voices: [
        {
          clips: [
            heard(0, 0, cut, { isLooped: true }),
            // From here on five seconds later in the take.
            heard(0, (cut + 5) % 20, ((cut + 5) % 20) + 130 - cut, { isLooped: true }),
          ],
          gainDb: -1,
        },
      ],
      mastering: { loudness: -20 },
      format: 'm4a' as const,
    });
    const encoded = async (cut: number) => {
      studio.ran.length = 0;
      await studio.render(cutAt(cut));
      return studio.ran.filter((label) => label.startsWith('sound from packet')).length;
    };
    expect(await encoded(90)).toBe(3);
    expect(await encoded(91.5)).toBe(1);
  });

  it('measures as FFmpeg does', async () => {
    const path = await storeNoise(studio.folder, {
      voice: 13,
      right: 14,
      seconds: 6,
      level: 0.3,
      name: 'meter.wav',
    });
    const [left, right] = await Promise.all([hear(path), hear(path, 'right')]);
    const meter = new IntegratedLoudness();
    const samples = Float32Array.from(
      { length: 2 * left.length },
      (_, i) => ((i % 2 === 0 ? left : right)[i >> 1] ?? 0) / 32_768,
    );
    meter.push(samples);
    const { loudness, peak } = await loud(path);
    expect(Math.abs(meter.integrated() - loudness)).toBeLessThanOrEqual(0.1);
    const highest = new HighestPeak();
    // In pieces of any size, also in those that are shorter than what a peak is made of.
    for (let at = 0, size = 2; at < samples.length; at += size, size = 2 + 2 * ((size * 7 + 3) % 3001))
      highest.push(samples.subarray(at, at + size));
    expect(Math.abs(highest.decibels() - peak)).toBeLessThanOrEqual(0.1);
  });
});
