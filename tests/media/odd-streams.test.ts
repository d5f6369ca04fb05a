import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import type { FootageSpec } from './footage/spec.ts';
import { judgedClip as clip } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
let folder = '';
beforeAll(async () => {
  studio = await openStudio();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-streams-'));
});
afterAll(async () => {
  await studio[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const rate = { num: 25, den: 1 };
const size = { width: 192, height: 108 };
const base: FootageSpec = { camera: 52, seconds: 5, rate, size, gop: 25, bFrames: 2, audio: false };
const uuid = '086f3693-b7b3-4f2c-9653-21492feee5b8';
const setsInBand = 'dump_extra=freq=keyframe';

/** Every message with a size of 22 bytes now claims 96, more than there are. */
function breakMessages(file: Buffer): void {
  const mark = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  for (let at = file.indexOf(mark); at >= 0; at = file.indexOf(mark, at + 1)) file[at - 1] = 96;
}

function rename(from: string, to: string): (file: Buffer) => void {
  return (file) => void file.write(to, file.indexOf(from, file.indexOf('stsd')), 'latin1');
}

/** Takes the parameter sets out of the record, as packagers do that leave them in band: counts of 0, and no bytes after. */
function emptyRecord(file: Buffer): void {
  const isAvc = file.includes('avcC');
  const at = file.indexOf(isAvc ? 'avcC' : 'hvcC') + 4;
  const end = at - 8 + file.readUInt32BE(at - 8);
  // H.264: no sequence set, no picture set, and what High profiles say of their samples: 4:2:0 in 8 bits.
  const empty = isAvc ? [0xe0, 0, 0xfd, 0xf8, 0xf8, 0] : [0];
  file.fill(0, at + (isAvc ? 5 : 22), end);
  file.set(empty, at + (isAvc ? 5 : 22));
}

function inTurn(...changes: readonly ((file: Buffer) => void)[]): (file: Buffer) => void {
  return (file) => changes.forEach((change) => change(file));
}

const kinds: Record<string, readonly [spec: Partial<FootageSpec>, change: (file: Buffer) => void]> = {
  'messages that claim more bytes than they have': [
    { extraArgs: ['-bsf:v', `${setsInBand},h264_metadata=sei_user_data=${uuid}+hello`] },
    breakMessages,
  ],
  'parameter sets in band (avc3)': [{ extraArgs: ['-bsf:v', setsInBand] }, rename('avc1', 'avc3')],
  'parameter sets in band (hev1)': [
    { codec: 'hevc', extraArgs: ['-bsf:v', setsInBand] },
    rename('hvc1', 'hev1'),
  ],
  'parameter sets in band alone (avc3)': [
    { extraArgs: ['-bsf:v', setsInBand] },
    inTurn(rename('avc1', 'avc3'), emptyRecord),
  ],
  'parameter sets in band alone (hev1)': [
    { codec: 'hevc', extraArgs: ['-bsf:v', setsInBand] },
    inTurn(rename('hvc1', 'hev1'), emptyRecord),
  ],
};

describe('streams that are built in an odd way', () => {
  it.each(Object.entries(kinds))('are copied: %s', async (name, [spec, change]) => {
    const film = await makeFootage({ ...base, ...spec });
    const file = await readFile(film.path);
    change(file);
    const path = join(folder, `${name.replaceAll(/\W/g, '-')}.mp4`);
    await writeFile(path, file);
    const clips = [clip(0, 0.3, 2.6, false), clip(0, 2.7, 4.9, false)];
    const edit = { rate, ...size, includeAudio: false, sources: [{ ...film, path }], clips };
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
    // The decoder of the oracle speaks of the messages, too.
    expect(complaints.filter((words) => !/\bSEI\b|Last message repeated/.test(words))).toEqual([]);
    const plan = exported.updates.at(-1)?.plan;
    expect(plan?.copiedFrames, plan?.summary).toBeGreaterThan(40);
    expect(exported.outcome).toMatchObject({ kind: 'completed', warnings: [] });
  });
});

it('VP9 of odd sides is copied, and encoded beside it to the pixel', async () => {
  const odd = { width: 193, height: 109 };
  const film = await makeFootage({ ...base, codec: 'vp9', size: odd, bFrames: 0 });
  const clips = [clip(0, 0.3, 2.6, false), clip(0, 2.7, 4.9, false)];
  // Asked for are even sides: a copy has those of its source.
  const edit = { rate, width: 192, height: 108, includeAudio: false, sources: [film], clips };
  const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
  expect(complaints.filter((words) => !words.includes('193'))).toEqual([]);
  expect(exported.updates.at(-1)?.plan?.copiedFrames).toBeGreaterThan(20);
});

it('AV1 of odd sides, which SVT-AV1 does not encode, is re-encoded as something else', async () => {
  const [odd, encoder] = [
    { width: 193, height: 109 },
    ['-c:v', 'libaom-av1', '-cpu-used', '8', '-usage', 'realtime'],
  ];
  const film = await makeFootage({
    ...base,
    codec: 'vp9',
    size: odd,
    bFrames: 0,
    extraArgs: [...encoder, '-crf', '20'],
  });
  const clips = [clip(0, 0.3, 2.6, false), clip(0, 2.7, 4.9, false)];
  const edit = { rate, ...size, includeAudio: false, sources: [film], clips };
  const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
  expect(complaints).toEqual([]);
  expect(exported.updates.at(-1)?.plan?.reasons.join()).toContain(
    'AV1 of 193 × 109 cannot be encoded to match',
  );
});

it('FLV is entered where a clip begins a moment after its start', async () => {
  const film = await makeFootage({ ...base, container: 'flv' });
  const clips = [clip(0, 2.3, 3.1, false), clip(0, 3.4, 4.6, false)];
  const edit = { rate, ...size, includeAudio: false, sources: [film], clips };
  expect((await exportAndJudge(studio, { edit, codec: 'h264' })).complaints).toEqual([]);
});
