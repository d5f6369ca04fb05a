import type { ProblemCode } from '../contract/problems.ts';

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
    pattern: /not on whitelist|not in whitelist|not in allowed|Protocol .* not on whitelist/i,
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
