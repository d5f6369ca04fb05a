import { describe, expect, it } from 'vitest';
import { refusedDecoders } from '../../../src/ffmpeg/answers/classify-failure.ts';
import { allowOpening, isDecodable } from '../../../src/ffmpeg/input/decoders.ts';
import { guardArgs } from '../../../src/ffmpeg/input/input-args.ts';
import { decodeReportArgs } from '../../../src/ffmpeg/answers/decode-report.ts';
import { packetArgs, probeArgs } from '../../../src/ffmpeg/answers/probe-args.ts';
import { rational } from '../../../src/timeline/rational.ts';

/** What each option `-codec_whitelist…` of a command allows, the last one that is given. */
function allowedBy(args: readonly string[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  args.forEach((word, i) => {
    if (word.startsWith('-codec_whitelist')) found.set(word, new Set(args[i + 1]?.split(',')));
  });
  return found;
}

/** `ffprobe -codec_whitelist h264 -i dvb.ts`, FFmpeg 5.1.9 and 7.1.5 alike. */
const stderr = `[dvbsub @ 0x55ceb6064e80] Codec (dvbsub) not on whitelist 'h264'
[some_codec @ 0x55ceb6064e80] Codec (some_codec) not on whitelist 'h264'
[some_codec @ 0x55ceb6064e80] Codec (some_codec) not on whitelist 'h264'`;

describe('decoders', () => {
  it('of pictures that are no footage never run, whatever the command', () => {
    const stretch = { path: '/x', streamIndex: 2, from: undefined, to: rational(1) };
    const commands = [guardArgs(), probeArgs('/x'), packetArgs('/x', 2), decodeReportArgs(stretch)];
    for (const args of commands) {
      for (const name of ['png', 'librsvg', 'gif', 'exr', 'mov_text', 'pgssub']) {
        expect(allowedBy(args).get('-codec_whitelist')?.has(name)).toBe(false);
      }
      expect(args.indexOf('-codec_whitelist')).toBeLessThan(args.indexOf('-codec_whitelist:v') >>> 0);
    }
    expect(allowedBy(decodeReportArgs(stretch)).get('-codec_whitelist:2')?.has('png')).toBe(false);
    expect([...allowedBy(guardArgs()).keys()]).toEqual(['-codec_whitelist']);
  });

  it('of tracks that nobody uses may be opened by ffprobe, those it was refused too', () => {
    const args = probeArgs('/x');
    expect(allowedBy(args).get('-codec_whitelist:s')?.has('mov_text')).toBe(true);
    expect(refusedDecoders(stderr)).toEqual(['dvbsub', 'some_codec', 'some_codec']);
    const lenient = allowOpening(args, refusedDecoders(stderr)) ?? [];
    expect(allowedBy(lenient).get('-codec_whitelist:d')?.has('some_codec')).toBe(true);
    expect(allowedBy(lenient).get('-codec_whitelist')?.has('some_codec')).toBe(false);
    expect(allowOpening(lenient, refusedDecoders(stderr))).toBeUndefined();
    expect(allowOpening(guardArgs(), refusedDecoders(stderr))).toBeUndefined();
  });

  it('are known by the names of their codecs', () => {
    expect(['h264', 'dts', 'flv1', 'amr_nb', 'truehd', 'av1'].map(isDecodable)).not.toContain(false);
    expect(['png', 'svg', 'unknown', 'cinepak', 'apac'].map(isDecodable)).not.toContain(true);
  });
});
