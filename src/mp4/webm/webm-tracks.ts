import { element, float, text, uint, type Ebml } from './ebml.ts';

/** The picture of a WebM. */
export interface WebmPicture {
  readonly codec: 'V_VP9' | 'V_AV1';
  /** What AV1 decoders must know beforehand. */
  readonly codecPrivate?: Uint8Array | undefined;
  readonly width: number;
  readonly height: number;
  readonly displayWidth: number;
  readonly displayHeight: number;
  /** Code points of H.273; undefined where nothing is known. */
  readonly colour?: { matrix: number; transfer: number; primaries: number; isFullRange: boolean } | undefined;
  readonly frames: WebmPackets;
}

export interface WebmSound {
  readonly channels: number;
  /** Samples at 48 kHz that a decoder gives before the first that is heard, and after the last. */
  readonly preSkip: number;
  readonly padding: number;
  readonly packets: WebmPackets;
}

/** In order; when each begins in whole milliseconds, and its bytes. */
export interface WebmPackets {
  readonly size: Uint32Array;
  readonly timeMs: Float64Array;
  readonly isKeyframe?: Uint8Array;
}

/** Decoders of Opus want so much sound before a place that is sought, in nanoseconds. */
const seekPreRoll = 80_000_000;

export function pictureTrack(picture: WebmPicture): Ebml {
  const { codec, codecPrivate, width, height, displayWidth, displayHeight, colour } = picture;
  const colours = colour
    ? element(
        0x55b0,
        ...[uint(0x55b1, colour.matrix), uint(0x55b9, colour.isFullRange ? 2 : 1)],
        ...[uint(0x55ba, colour.transfer), uint(0x55bb, colour.primaries)],
      )
    : [];
  return element(
    0xae,
    ...[
      uint(0xd7, 1),
      uint(0x73c5, 1),
      uint(0x9c, 0),
      text(0x22b59c, 'und'),
      text(0x86, codec),
      uint(0x83, 1),
    ],
    codecPrivate ? element(0x63a2, codecPrivate) : [],
    element(
      0xe0,
      ...[uint(0xb0, width), uint(0xba, height), uint(0x54b0, displayWidth), uint(0x54ba, displayHeight)],
      colours,
    ),
  );
}

export function soundTrack({ channels, preSkip }: WebmSound): Ebml {
  const head = new Uint8Array(19);
  head.set(Uint8Array.from('OpusHead', (letter) => letter.charCodeAt(0)));
  const view = new DataView(head.buffer);
  view.setUint8(8, 1);
  view.setUint8(9, channels);
  view.setUint16(10, preSkip, true);
  view.setUint32(12, 48_000, true);
  return element(
    0xae,
    ...[uint(0xd7, 2), uint(0x73c5, 2), uint(0x9c, 0), text(0x22b59c, 'und'), text(0x86, 'A_OPUS')],
    ...[uint(0x56aa, nanoseconds(preSkip)), uint(0x56bb, seekPreRoll), uint(0x83, 2)],
    element(0x63a2, head),
    element(0xe1, float(0xb5, 48_000), uint(0x9f, channels)),
  );
}

/** Of samples at 48 kHz. */
export function nanoseconds(samples: number): number {
  return Math.round((samples * 1e9) / 48_000);
}
