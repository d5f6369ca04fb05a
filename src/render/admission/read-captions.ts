import { correctCaptions } from '../../contract/captions/correct-captions.ts';
import { captionFileOf } from '../../contract/exports/export-request.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { resolveSource, type SourceRoots } from '../../media/library/resolve-source.ts';
import { readCaptionText } from '../../media/reading/read-caption-text.ts';
import type { Caption } from '../../timeline/edl.ts';

/** The captions of an export, in seconds of its programme; undefined where it has none. Throws a `ProblemError`. */
export async function readCaptions(
  config: ExportConfig,
  roots: SourceRoots,
): Promise<readonly Caption[] | undefined> {
  const file = captionFileOf(config);
  if (!file) return undefined;
  const captions = await readCaptionText(await resolveSource(file.path, roots), file);
  return correctCaptions(captions, (config.version === 2 && config.captions?.corrections) || []);
}
