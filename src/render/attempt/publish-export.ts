import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publicationFileOf, type Publication } from '../../contract/exports/publication.ts';
import type { RenderRequest } from '../../contract/exports/render-port.ts';
import type { ExportOutput, Report, Warning } from '../../contract/exports/status.ts';
import { publishOutput } from '../../media/chunks/publish-output.ts';

/** An output that has been made. */
export interface FinishedOutput {
  /** Where the verified file lies. */
  readonly path: string;
  /** The name that it gets in the export's folder. */
  readonly file: string;
  readonly output: ExportOutput;
  readonly report: Report;
  readonly warnings: readonly Warning[];
}

/** Where finished files go that do not stay in the folders of their exports. */
export interface OutputPlace {
  /**
   * Puts a whole file there and answers under which name. Rejects with a `ProblemError` or the signal's reason, and
   * then nothing of it is there.
   */
  readonly put: (
    output: OutputOfExport & { readonly attemptToken: string; readonly path: string },
    signal: AbortSignal,
  ) => Promise<string>;
  /**
   * Makes what was put there an output for all machines, by its record; left out where all see the export's folder.
   * From then on it is published.
   */
  readonly announce?: (
    output: OutputOfExport & { readonly attemptToken: string; readonly path: string },
  ) => Promise<void>;
  /** Deletes what earlier attempts put there of this output. */
  readonly keepOnly: (output: OutputOfExport, object: string) => Promise<void>;
  readonly discard: (object: string) => Promise<void>;
}

interface OutputOfExport {
  readonly jobId: string;
  readonly file: string;
}

interface Place {
  readonly request: Pick<RenderRequest, 'jobId' | 'attemptToken' | 'folder'>;
  /** The attempt's folder of partial files. */
  readonly partialFolder: string;
  /** Throws when the export belongs to another server by now. */
  readonly requireOurs: (() => void) | undefined;
  /** Undefined where files stay in the folder. */
  readonly elsewhere: OutputPlace | undefined;
  readonly signal: AbortSignal;
  /** What could not be tidied up says nothing of the export. */
  readonly onTrouble: (error: unknown) => void;
}

/** Makes a verified file an output of its export, together with the record that says what it is. */
export async function publishFinished(finished: FinishedOutput, place: Place): Promise<void> {
  if (place.elsewhere) return publishElsewhere(finished, place, place.elsewhere);
  const { path, file } = finished;
  const { request, requireOurs } = place;
  // The record first: after the rename of the output a recovering server knows what it is (publication.ts).
  await publishRecord(finished, place);
  await publishOutput(path, join(request.folder, file), requireOurs);
}

/** The file first: once the record is there, the output is. */
async function publishElsewhere(
  finished: FinishedOutput,
  place: Place,
  { put, announce, keepOnly, discard }: OutputPlace,
): Promise<void> {
  const { path, file } = finished;
  const { request, signal, onTrouble } = place;
  const { jobId, attemptToken, folder } = request;
  const object = await put({ jobId, file, attemptToken, path }, signal);
  try {
    signal.throwIfAborted();
    if (announce) await announceRecord(finished, { ...place, announce }, object);
    else await publishRecord(finished, place, object);
  } catch (error) {
    await discard(object).catch(onTrouble);
    throw error;
  }
  // One that lay here before there was a storage.
  await rm(join(folder, file), { force: true }).catch(onTrouble);
  if (!isStillOurs(place)) return;
  await keepOnly({ jobId, file }, object).catch(onTrouble);
}

/** Who was taken for dead meanwhile tidies up nothing: another may have published. */
function isStillOurs({ requireOurs }: Place): boolean {
  try {
    requireOurs?.();
    return true;
  } catch {
    return false;
  }
}

/** The storage first: once the record is there, all machines take the output for published. */
async function announceRecord(
  finished: FinishedOutput,
  place: Place & { readonly announce: NonNullable<OutputPlace['announce']> },
  object: string,
): Promise<void> {
  const { request, announce, requireOurs, onTrouble } = place;
  const { jobId, attemptToken, folder } = request;
  const { path, name } = await writeRecord(finished, place, object);
  requireOurs?.();
  await announce({ jobId, file: finished.file, attemptToken, path });
  // For people and programs that look into the folder.
  await publishOutput(path, join(folder, name), requireOurs).catch(onTrouble);
}

async function publishRecord(finished: FinishedOutput, place: Place, object?: string): Promise<void> {
  const { path, name } = await writeRecord(finished, place, object);
  await publishOutput(path, join(place.request.folder, name), place.requireOurs);
}

async function writeRecord(
  { file, output, report, ...finished }: FinishedOutput,
  { request, partialFolder }: Place,
  object?: string,
): Promise<{ readonly path: string; readonly name: string }> {
  const warnings = [...finished.warnings];
  const { attemptToken } = request;
  const record: Publication = {
    ...{ schemaVersion: 1, attemptToken, output, report, warnings },
    ...(object !== undefined && { object }),
  };
  const name = publicationFileOf(file);
  const path = join(partialFolder, name);
  await writeFile(path, JSON.stringify(record));
  return { path, name };
}
