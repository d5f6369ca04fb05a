import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import { woundFilm } from './footage/damage-film.ts';
import { chunksIn, contentOf, patchChunk } from './footage/patch-chunk.ts';
import type { Footage, FootageSpec } from './footage/spec.ts';
import { judgedClip as clip, type JudgedClip, type JudgedEdit } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type Exported, type TestStudio } from './oracle/export-with-engine.ts';
import { readStereo, signalToNoise, withoutCuts } from './oracle/splice-noise.ts';
import { withSineWindows, withSound } from './footage/other-sound.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

const rate = { num: 10, den: 1 };
const size = { width: 192, height: 108 };
const base: FootageSpec = {
  ...{ camera: 0, frames: 700, rate, size, gop: 20, preset: 'veryfast' },
  // Noise that a decoder makes up is another one each time: nothing could be compared to the sample.
  extraArgs: ['-aac_pns', '0'],
};
const film = (spec: Partial<FootageSpec>): Promise<Footage> => makeFootage({ ...base, ...spec });

const editOf = (sources: readonly Footage[], clips: readonly JudgedClip[]): JudgedEdit => ({
  ...{ rate, ...size, includeAudio: true, sources, clips },
});

/** Two cameras of one take, cut at instants on no grid of pictures or packets. */
const take = (sources: readonly [number, number] = [0, 1], second = 0): JudgedClip[] => {
  const at = [0.3, 8.417, 15.2, 15.9, 29.013, 29.1, 44.7, 58.03, 66];
  return at.slice(1).map((to, i) => {
    const source = sources[i % 2] ?? 0;
    const offset = source === sources[1] ? second : 0;
    return clip(source, (at[i] ?? 0) + offset, to + offset);
  });
};

const reasonsOf = ({ updates }: Exported): string => updates.at(-1)?.plan?.reasons.join(' ') ?? '';
const warningsOf = ({ outcome }: Exported) => (outcome.kind === 'completed' ? outcome.warnings : []);
const notesOf = ({ log }: Exported) => log.filter(({ event, task }) => event === 'note' && task === 'sound');
const soundChildren = ({ log }: Exported): string[] =>
  log.filter(({ event, task }) => event === 'child' && task.includes('sound')).map(({ task }) => task);

/** Exports by splicing and by encoding all of it, and compares both with what the sources decode to. */
async function compared(edit: JudgedEdit) {
  const spliced = await studio.export({ edit, codec: 'copy' });
  const encoded = await studio.export({ edit, codec: 'h264' });
  const due = await withoutCuts(edit);
  return {
    exported: spliced,
    spliced: signalToNoise(due, await readStereo(spliced.path)),
    encoded: signalToNoise(due, await readStereo(encoded.path)),
  };
}

describe('cameras of one take', () => {
  it('[R23] are spliced to the sample: copies decode to what their sources do, seams are as good as encoding', async () => {
    const edit = editOf([await film({}), await film({ camera: 1 })], take());
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
    expect(complaints).toEqual([]);
    expect(reasonsOf(exported)).toMatch(/9\d\.\d % of the sound is copied/);
    expect(warningsOf(exported)).toEqual([]);
    expect(soundChildren(exported)).toHaveLength(4);
    const { spliced, encoded } = await compared(edit);
    expect(spliced.equalShare).toBeGreaterThan(0.96);
    expect(spliced.worst).toBeGreaterThan(encoded.worst - 1);
    expect(spliced.median).toBeGreaterThan(encoded.median - 1);
  });

  it('are not copied unseen where a packet far from every cut is damaged', async () => {
    const [first, second] = [await film({}), await film({ camera: 1 })];
    const wounded = await woundFilm(first, studio.folder, { atSeconds: 50, bytes: 40, track: 'a:0' });
    const edit = editOf([wounded, second], take());
    const { outcome } = await studio.export({ edit, codec: 'copy' });
    expect(outcome.kind === 'failed' && outcome.problem).toMatchObject({
      code: 'SOURCE_DAMAGED',
      message: expect.stringMatching(/^The sound of Camera \d+ is damaged at 0:(49|50)\.\d{3}/) as string,
    });
  });

  it('that recorded one sound: it runs on through every cut', async () => {
    const edit = editOf(
      [await film({ camera: 2, audio: { voice: 9 } }), await film({ camera: 3, audio: { voice: 9 } })],
      take(),
    );
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
    expect(complaints).toEqual([]);
    expect(reasonsOf(exported)).toContain('of the sound is copied');
  });

  it('on two grids of packets: one is copied, the other encoded', async () => {
    const edit = editOf([await film({}), await film({ camera: 1 })], take([0, 1], 0.0107));
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
    expect(complaints).toEqual([]);
    expect(reasonsOf(exported)).toMatch(/[56]\d\.\d % of the sound is copied/);
  });

  it('with jumps, silent clips and parts outside of the source', async () => {
    const clips = [
      clip(0, -0.5, 12.3),
      clip(1, 12.3, 20.05, false),
      clip(0, 20.05, 31),
      // 150 packets further on: on the grid again.
      clip(0, 34.2, 50.11),
      clip(1, 53.31, 69.98),
    ];
    const edit = editOf([await film({}), await film({ camera: 1 })], clips);
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
    expect(complaints).toEqual([]);
    expect(reasonsOf(exported)).toMatch(/\d\d\.\d % of the sound is copied/);
  });

  it('behind an edit list, at any phase of the output', async () => {
    const edit = editOf(
      [await film({ editListSeconds: 1.3 }), await film({ camera: 1, editListSeconds: 1.3 })],
      take(),
    );
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
    expect(complaints).toEqual([]);
    expect(reasonsOf(exported)).toMatch(/9\d\.\d % of the sound is copied/);
  });
});

describe('sound that does not fit to ours', () => {
  it.each<[string, Partial<FootageSpec>]>([
    ['mono', { audio: { channels: 1 } }],
    ['44.1 kHz', { audio: { rate: 44_100 } }],
    ['MP3', { audio: { codec: 'mp3' } }],
    ['Matroska', { container: 'mkv' }],
  ])('is encoded: %s', async (_what, spec) => {
    const edit = editOf([await film(spec), await film({ ...spec, camera: 1 })], take());
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
    expect(complaints).toEqual([]);
    expect(reasonsOf(exported)).toContain('The sound is encoded');
  });

  it('is encoded where too little of it could be copied', async () => {
    const edit = editOf([await film({})], [clip(0, 1, 12), clip(0, 20, 30)]);
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
    expect(complaints).toEqual([]);
    expect(reasonsOf(exported)).toContain('The sound is encoded');
  });
});

describe('seams', () => {
  /** Bursts every 0.37 s make short windows all over; noise between them makes long ones. */
  const bursts = (seed: number) =>
    `aevalsrc='(random(${seed})-0.5)*if(lt(mod(t,0.37),0.004),1.6,0.05)|(random(${seed + 1})-0.5)*if(lt(mod(t,0.37),0.004),1.6,0.05)':s=48000`;
  /** Bursts every 60 ms: hardly a long window. */
  const rattle =
    "aevalsrc='(random(5)-0.5)*if(lt(mod(t,0.03),0.003),1.6,0.001)|(random(6)-0.5)*if(lt(mod(t,0.03),0.003),1.6,0.001)':s=48000";
  const musical =
    "aevalsrc='0.3*sin(2*PI*220*t)+0.2*sin(2*PI*(1500+300*sin(t))*t)|0.3*sin(2*PI*277*t)+0.1*sin(2*PI*3001*t)':s=48000";

  it.each<[string, readonly [string, string]]>([
    ['among transients', [bursts(1), bursts(3)]],
    ['in tones', [musical, musical.replace('220', '222')]],
  ])('are as good as encoding: %s', async (_what, sounds) => {
    const films = [await film({}), await film({ camera: 1 })];
    const sources = await Promise.all(films.map((one, i) => withSound(studio.folder, one, sounds[i] ?? '')));
    const { exported, spliced, encoded } = await compared(editOf(sources, take()));
    expect(warningsOf(exported)).toEqual([]);
    expect(reasonsOf(exported)).toMatch(/9\d\.\d % of the sound is copied/);
    expect(spliced.equalShare).toBeGreaterThan(0.9);
    // Tones are encoded to 60 dB and more, where rounding to 16 bit is what is measured.
    expect(spliced.worst).toBeGreaterThan(Math.min(50, encoded.worst - 1));
    expect(spliced.median).toBeGreaterThan(Math.min(50, encoded.median - 1));
  });

  it('that cannot be made leave all of it encoded', async () => {
    const films = [await film({}), await film({ camera: 1 })];
    const sources = await Promise.all(films.map((one) => withSound(studio.folder, one, rattle)));
    const { exported, spliced, encoded } = await compared(editOf(sources, take()));
    expect(exported.outcome.kind).toBe('completed');
    expect(warningsOf(exported)).toEqual([]);
    expect(reasonsOf(exported)).toContain('its packets around the cuts do not fit');
    expect(notesOf(exported)).toHaveLength(1);
    expect(spliced.worst).toBeGreaterThan(encoded.worst - 1);
  });

  it('fit to an encoder with windows of another shape', async () => {
    const films = [await film({}), await film({ camera: 1 })];
    const sources = await Promise.all(films.map((one) => withSineWindows(studio.folder, one)));
    const { exported, spliced, encoded } = await compared(editOf(sources, take()));
    expect(warningsOf(exported)).toEqual([]);
    expect(reasonsOf(exported)).toMatch(/9\d\.\d % of the sound is copied/);
    expect(spliced.equalShare).toBeGreaterThan(0.96);
    expect(spliced.worst).toBeGreaterThan(encoded.worst - 1);
    expect(spliced.median).toBeGreaterThan(encoded.median - 1);
  });

  it('are recognised where decoders make up noise, which is another one each time', async () => {
    const noisy = { audio: { bitrate: '64k' }, extraArgs: [] };
    const edit = editOf([await film(noisy), await film({ ...noisy, camera: 1 })], take());
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
    expect(complaints).toEqual([]);
    expect(warningsOf(exported)).toEqual([]);
    expect(reasonsOf(exported)).toContain('of the sound is copied');
  });

  it('a moved cut encodes what is around it, and nothing else', async () => {
    const sources = [await film({}), await film({ camera: 1 })];
    const moved = (at: number) => [clip(0, 0, 9.05), clip(1, 9.05, at), clip(0, at, 47.3), clip(1, 47.3, 70)];
    const first = await exportAndJudge(studio, {
      edit: editOf(sources, moved(24.5)),
      codec: 'copy',
      id: 'cut',
    });
    expect(first.complaints).toEqual([]);
    const again = await exportAndJudge(studio, {
      edit: editOf(sources, moved(24.5)),
      codec: 'copy',
      id: 'again',
    });
    expect(again.complaints).toEqual([]);
    expect(soundChildren(again.exported)).toEqual([]);
    const other = await exportAndJudge(studio, {
      edit: editOf(sources, moved(25.31)),
      codec: 'copy',
      id: 'moved',
    });
    expect(other.complaints).toEqual([]);
    expect(soundChildren(other.exported)).toContain('sound around the cuts 1, 1 pieces');
  });

  it('are moved on where the encoder has made windows that do not fit', async () => {
    await using own = await openStudio();
    const edit = editOf([await film({}), await film({ camera: 1 })], take());
    await own.export({ edit, codec: 'copy', id: 'fits' });
    // An empty piece says that it did not come out.
    await changePieces(join(own.folder, 'chunks'), () => []);
    const { complaints, exported } = await exportAndJudge(own, { edit, codec: 'copy', id: 'moved' });
    expect(complaints).toEqual([]);
    expect(warningsOf(exported)).toEqual([]);
    expect(notesOf(exported)).toHaveLength(1);
    expect(reasonsOf(exported)).toMatch(/9\d\.\d % of the sound is copied/);
    const heard = signalToNoise(await withoutCuts(edit), await readStereo(exported.path));
    expect(heard.equalShare).toBeGreaterThan(0.96);
    expect(heard.worst).toBeGreaterThan(40);
  });

  it('[R32] that do not sound like their sources are not handed out', async () => {
    await using own = await openStudio();
    const edit = editOf([await film({}), await film({ camera: 1 })], take());
    await own.export({ edit, codec: 'copy', id: 'before' });
    await changePieces(join(own.folder, 'chunks'), (packets) => packets.toReversed());
    const { complaints, exported } = await exportAndJudge(own, { edit, codec: 'copy', id: 'after' });
    expect(complaints).toEqual([]);
    expect(warningsOf(exported).map(({ code }) => code)).toEqual(['SPLICE_REJECTED']);
    expect(notesOf(exported)).toEqual([]);
  });
});

/** Changes the packets of the small pieces of AAC in a store. */
async function changePieces(
  folder: string,
  change: (packets: readonly Buffer[]) => readonly Buffer[],
): Promise<void> {
  for (const path of await chunksIn(folder)) {
    if ((await stat(path)).size > 20_000) continue;
    const bytes = await contentOf(path);
    if (bytes[0] !== 0xff || bytes[1] !== 0xf1) continue;
    const packets: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const size = (bytes.readUIntBE(at + 3, 3) >> 5) & 0x1fff;
      packets.push(bytes.subarray(at, at + size));
      at += size;
    }
    await patchChunk(path, Buffer.concat(change(packets)));
  }
}
