import type { ProblemCode } from '../../contract/problems.ts';

interface Sign {
  readonly code: ProblemCode;
  readonly pattern: RegExp;
}

/** The one place where FFmpeg's words are read. Each pattern is tested on recorded stderr. */
const signs: readonly Sign[] = [
  { code: 'DISK_FULL', pattern: /No space left on device|Disk quota exceeded|File too large/i },
  {
    code: 'OUT_OF_MEMORY',
    pattern: /Cannot allocate memory|out of memory|std::bad_alloc|malloc of size .* failed/i,
  },
  { code: 'ENCODER_MISSING', pattern: /Unknown encoder|Encoder not found/i },
  { code: 'FILTER_MISSING', pattern: /No such filter/i },
  {
    code: 'SOURCE_REFUSED',
    // Of a container or a protocol. A forbidden decoder (`Codec (png) not on whitelist`) is one of a track that may
    // well be left alone.
    pattern: /(?:Format|Protocol) .*not (?:on|in) whitelist|not in allowed/i,
  },
  {
    code: 'SOURCE_TOO_DEMANDING',
    pattern: /exceeds? (?:the )?max_pixels|Picture size .* is invalid|max_pixels/i,
  },
  { code: 'SOURCE_NOT_FOUND', pattern: /No such file or directory/i },
  { code: 'SOURCE_UNREADABLE', pattern: /Permission denied|Input\/output error/i },
  {
    code: 'SOURCE_NOT_MEDIA',
    pattern:
      /moov atom not found|Invalid data found when processing input|EBML header parsing failed|could not find codec parameters/i,
  },
];

/** What a child's last words say about why it failed; undefined where they say nothing that is known. */
export function classifyFailure(stderrTail: string): ProblemCode | undefined {
  return signs.find(({ pattern }) => pattern.test(stderrTail))?.code;
}

/** Decoders that were not allowed to be opened, by FFmpeg's names, each as often as it was refused. */
export function refusedDecoders(stderr: string): string[] {
  return [...stderr.matchAll(/Codec \((\S+)\) not on whitelist/g)].flatMap(([, name]) => name ?? []);
}

/** Said of what cameras write beside the picture: messages, hints for players, thumbnails. */
const besidePictures = [
  /\bSEI\b.*truncated|Overread (?:SEI|VUI|VPS|SPS|PPS)|Truncated VUI|Truncating likely oversized PPS/i,
  /unable to decode APP fields/i,
  /Last message repeated/i,
];

/** What is said of good footage, and who says it of what. */
const harmless = [
  ...besidePictures,
  // Decoders, of pictures in front of the keyframe they were started at, which nobody asked for.
  /reference picture missing during reorder|Missing reference picture|first frame is no keyframe|no frame!/i,
  /non-existing [SP]PS|illegal short term buffer state|Could not find ref with POC|co located POCs unavailable/i,
  // Of references that an encoder let go of twice.
  /mmco: unref short failure|number of reference frames .* exceeds max/i,
  // libavformat, of tracks that nobody uses.
  /not on whitelist|Failed to open codec in/i,
  // Muxers, of our own output.
  /non monotonically increasing dts/i,
];

/** Where packets arrive broken, demuxers only warn. */
const brokenPackets = /Packet corrupt|corrupt (?:input packet|decoded frame)/i;

/** Whether a line of a demuxer or decoder may speak of damage. */
export function isComplaint(line: string, level: 'error' | 'warning'): boolean {
  if (line.trim() === '') return false;
  return level === 'error' ? !harmless.some((words) => words.test(line)) : brokenPackets.test(line);
}

/**
 * Whether anything in a child's stderr may speak of damage. FFmpeg's own lines carry their level
 * (`-v level+warning`); others are an encoder library's, which knows nothing of the footage.
 */
export function hasComplaint(stderr: string): boolean {
  return stderr.split('\n').some((line) => {
    const level = /\[(error|fatal|panic|warning)\] /.exec(line)?.[1];
    return level !== undefined && isComplaint(line, level === 'warning' ? 'warning' : 'error');
  });
}

/**
 * What a decoder said of the pictures of a movie that we made, line by line. There it is started at keyframes alone, so
 * that a picture it misses is a fault of ours, not one that nobody asked for.
 */
export function complaintsOfPictures(stderr: string): string {
  const isComplaintOfPicture = (line: string) =>
    line.trim() !== '' && !besidePictures.some((words) => words.test(line));
  return stderr.split('\n').filter(isComplaintOfPicture).join('\n');
}

/** Decode times, in ticks of their track, of packets of one track that a demuxer found broken. */
export function brokenPacketTicks(stderr: string, streamIndex: number): number[] {
  const found = stderr.matchAll(/Packet corrupt \(stream = (\d+), dts = (-?\d+)\)/g);
  return [...found].filter(([, stream]) => Number(stream) === streamIndex).map(([, , dts]) => Number(dts));
}

/** Whether a file ended before what its index lists of it. */
export function isCutShort(stderr: string): boolean {
  return /partial file|ended prematurely|Truncating packet/i.test(stderr);
}
