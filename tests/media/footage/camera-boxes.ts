import { addMedia, boxOf, rewriteMoov, words } from './rewrite-boxes.ts';

/** Uncompressed sound as ISO/IEC 23003-5 describes it: 24 bits, the first byte first. */
export async function describeAsIpcm(path: string): Promise<void> {
  await rewriteMoov(path, {
    'trak/mdia/minf/stbl/stsd': (stsd) => {
      if (stsd.toString('latin1', 12, 16) !== 'in24') return stsd;
      const fields = Buffer.alloc(28);
      fields.writeUInt16BE(1, 6);
      fields.writeUInt16BE(2, 16);
      fields.writeUInt16BE(24, 18);
      fields.writeUInt32BE(48_000 * 65_536, 24);
      const settings = boxOf('pcmC', words(0), Buffer.from([0, 24]));
      return Buffer.concat([stsd.subarray(0, 8), boxOf('ipcm', fields, settings)]);
    },
  });
}

/** Says that only a part of the pictures, in their middle, is to be shown. */
export async function showOnly(path: string, width: number, height: number): Promise<void> {
  const clap = boxOf('clap', words(width, 1, height, 1, 0, 1, 0, 1));
  await rewriteMoov(path, {
    'trak/mdia/minf/stbl/stsd/avc1': (entry) => Buffer.concat([entry, clap]),
  });
}

/** A track of what an action camera measures, a packet a second. */
export async function addMeasurements(path: string, seconds: number): Promise<void> {
  const packet = Buffer.concat([Buffer.from('DEVC', 'latin1'), Buffer.alloc(60, 1)]);
  const at = await addMedia(path, Buffer.concat(Array.from({ length: seconds }, () => packet)));
  const table = (type: string, ...values: number[]) => boxOf(type, words(0, ...values));
  const entry = boxOf('gpmd', Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]));
  const tables = boxOf(
    'stbl',
    boxOf('stsd', words(0, 1), entry),
    table('stts', 1, seconds, 1000),
    table('stsc', 1, 1, seconds, 1),
    table('stsz', packet.length, seconds),
    table('stco', 1, at),
  );
  const one = 65_536;
  const matrix = words(one, 0, 0, 0, one, 0, 0, 0, 2 ** 30);
  const header = Buffer.concat([
    words(0x0f, 0, 0, 99, 0, 1000 * seconds),
    Buffer.alloc(16),
    matrix,
    words(0, 0),
  ]);
  const reference = boxOf('dinf', boxOf('dref', words(0, 1), boxOf('url ', words(1))));
  const handler = Buffer.concat([words(0, 0), Buffer.from('meta', 'latin1'), Buffer.alloc(13)]);
  const track = boxOf(
    'trak',
    boxOf('tkhd', header),
    boxOf(
      'mdia',
      boxOf('mdhd', words(0, 0, 0, 1000, 1000 * seconds, 0x55c4_0000)),
      boxOf('hdlr', handler),
      boxOf('minf', boxOf('nmhd', words(0)), reference, tables),
    ),
  );
  await rewriteMoov(path, { '': (moov) => Buffer.concat([moov, track]) });
}
