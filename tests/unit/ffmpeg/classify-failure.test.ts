import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  brokenPacketTicks,
  classifyFailure,
  complaintsOfPictures,
  hasComplaint,
} from '../../../src/ffmpeg/answers/classify-failure.ts';

/**
 * Blocks of `# command`, `= what it means` (a problem's code; or a complaint, or harmless), and the last words of it.
 */
const recorded = readFileSync(new URL('../../fixtures/recorded/ffmpeg-words.txt', import.meta.url), 'utf8')
  .split(/^(?=# )/m)
  .map((block) => {
    const [command = '', meaning = '', ...words] = block.split('\n');
    return { command: command.slice(2), meaning: meaning.slice(2), words: words.join('\n') };
  });

describe('what FFmpeg says', () => {
  it.each(recorded)('$command: $meaning', ({ meaning, words }) => {
    if (meaning === 'complaint') expect(hasComplaint(words)).toBe(true);
    else if (meaning === 'harmless') expect(hasComplaint(words)).toBe(false);
    else expect(classifyFailure(words) ?? 'unknown').toBe(meaning);
  });

  it('tells complaints of messages from those of pictures, which count where a movie of ours is decoded', () => {
    const message = '[h264 @ 0x1] SEI type 5 size 768 truncated at 176\n    Last message repeated 3 times\n';
    expect(complaintsOfPictures(message)).toBe('');
    const picture = '[h264 @ 0x1] reference picture missing during reorder';
    expect(complaintsOfPictures(`${message}${picture}\n`)).toBe(picture);
  });

  it('names the packets that it calls corrupt', () => {
    const words = '[mpegts @ 0x1] [warning] Packet corrupt (stream = 0, dts = 482400).';
    expect(brokenPacketTicks(words, 0)).toEqual([482_400]);
    expect(brokenPacketTicks(words, 1)).toEqual([]);
  });
});
