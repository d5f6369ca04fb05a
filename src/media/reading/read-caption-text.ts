import { decodeCaptions } from '../../contract/captions/decode-captions.ts';
import { parseCaptions } from '../../contract/captions/parse-captions.ts';
import { ProblemError } from '../../contract/problems.ts';
import { openReadable } from '../../disk/open-readable.ts';
import type { Caption } from '../../timeline/edl.ts';

/** Hours of captions take a few hundred kilobytes. */
const mostBytes = 8 * 1024 * 1024;

/** The captions in a file, in seconds of the programme. Throws a `ProblemError` that names it. */
export async function readCaptionText(
  path: string,
  { name }: { readonly name: string },
): Promise<readonly Caption[]> {
  const parsed = parseCaptions(await readText(path, { name }));
  if (parsed.isOk) return parsed.captions;
  throw new ProblemError({
    code: 'SOURCE_NOT_MEDIA',
    message: `${name} cannot be read as captions: ${parsed.why}.`,
    hint: 'Send SubRip (.srt) or WebVTT (.vtt).',
  });
}

async function readText(path: string, { name }: { readonly name: string }): Promise<string> {
  await using file = await openReadable(path);
  if (file.size > mostBytes) {
    throw new ProblemError({
      code: 'SOURCE_TOO_DEMANDING',
      message: `${name} is larger than any file of captions.`,
      hint: 'Name a SubRip or WebVTT file as the source of the captions.',
    });
  }
  const bytes = Buffer.alloc(file.size);
  const { bytesRead } = await file.read(bytes, { position: 0 });
  return decodeCaptions(bytes.subarray(0, bytesRead));
}
