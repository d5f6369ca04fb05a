import type { Publication } from '../../contract/exports/publication.ts';
import type { OutputUpdate } from '../../contract/exports/render-port.ts';
import type { JobEvent } from '../state/job-event.ts';
import type { JobRecord } from '../state/job-record.ts';
import type { JobStore } from '../state/job-store.ts';

/**
 * What has happened to an export by the files that lie in its folder, made by its own attempt and not yet recorded;
 * undefined where there are none. It is complete where nothing is left to be made.
 */
export async function eventOfPublished(
  record: JobRecord,
  store: Pick<JobStore, 'readPublication'>,
): Promise<Extract<JobEvent, { kind: 'complete' | 'published' }> | undefined> {
  const { made, isAll } = await findPublished(record, store);
  const [first] = made;
  if (!first) return undefined;
  const outputs = record.outputs && made.map(({ update }) => update);
  if (!isAll) return { kind: 'published', outputs: outputs ?? [] };
  const { output, report, warnings } = first.publication;
  return { kind: 'complete', output, report, warnings, outputs };
}

interface Published {
  readonly made: readonly { readonly publication: Publication; readonly update: OutputUpdate }[];
  /** Nothing is left to be made. */
  readonly isAll: boolean;
}

/** Which of the outputs that were wanted lie there whole, made by the record's own attempt. */
async function findPublished(
  record: JobRecord,
  store: Pick<JobStore, 'readPublication'>,
): Promise<Published> {
  const wanted = wantedOutputs(record);
  const found = await Promise.all(
    wanted.map(async ({ id, file }) => {
      const publication = await store.readPublication(record, file);
      if (!publication) return [];
      const { output, report } = publication;
      return [{ publication, update: { id, state: 'completed' as const, progress: 1, output, report } }];
    }),
  );
  const made = found.flat();
  return { made, isAll: made.length === wanted.length };
}

/** Records of before there were several outputs have one. */
function wantedOutputs({ outputs, outputFile }: JobRecord): readonly { id: string; file: string }[] {
  if (!outputs) return [{ id: '', file: outputFile }];
  return outputs.filter(({ state }) => state === 'pending' || state === 'processing');
}
