import { requestOf } from '../../../src/contract/exports/export-request.ts';
import type { ExportConfig } from '../../../src/contract/config/parse-config.ts';
import type { RenditionRequest } from '../../../src/contract/exports/rendition.ts';
import type { Edl } from '../../../src/timeline/edl.ts';

/** The edit of a config, and the movie that is its first output. */
export function movieOf(config: ExportConfig): { readonly edl: Edl; readonly request: RenditionRequest } {
  const { edl, outputs } = requestOf(config);
  const [first] = outputs;
  if (first?.kind !== 'movie') throw new Error('the first output is no movie');
  return { edl, request: first.rendition };
}
