import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeVtt } from '../contract/captions/write-vtt.ts';
import { mayCopy, outputsOf, sourcesOf, textsBeside } from '../contract/exports/export-request.ts';
import type { RenderRequest } from '../contract/exports/render-port.ts';
import type { ReadSound } from '../media/reading/read-types.ts';
import { readSource } from '../media/reading/read-source.ts';
import { readSound } from '../media/reading/read-sound-source.ts';
import type { Caption } from '../timeline/edl.ts';
import { readCaptions } from './admission/read-captions.ts';
import { readHeard, readSources } from './admission/read-sources.ts';
import type { Attempt } from './attempt/open-attempt.ts';
import type { Materials, Sources } from './making/output-work.ts';
import { openSharedMixes } from './sound/mixing/shared-mixes.ts';
import { assumeCopies, prepareCopies, spaceForCopies } from './pictures/prepare-copies.ts';

/**
 * Reads the sources and everything else that the outputs are made of. What only looks (`isDry`) writes nothing: sources
 * that would be repackaged are taken to be.
 */
export async function gatherMaterials(attempt: Attempt, { isDry = false } = {}): Promise<Materials> {
  const { meter, request, context, chunks, warn } = attempt;
  const { config } = request;
  const { tools, roots, plan } = attempt.shared;
  meter.enter('probing', 'Reading the sources');
  // From here on everything that is made of a source counts only while it stays as it was read.
  const watched = async <Read extends ReadSound>(reading: Promise<Read>): Promise<Read> => {
    const found = await reading;
    context.guard.watch(found);
    return found;
  };
  // Read again, whatever an earlier look at the files has found: what is rendered is what lies there now.
  const toRead = { config, roots, signal: context.signal };
  const read = await readSources({ read: (source) => watched(readSource(tools, source)) }, toRead);
  const heard = await readHeard({ readSound: (source) => watched(readSound(tools, source)) }, toRead);
  const captions = await readCaptions(config, roots);
  if (!isDry) await writeBeside(request, captions);
  const isCopying = mayCopy(config);
  const copyable = () => (isDry ? assumeCopies(read) : prepareCopies(context, chunks.store, read));
  const prepare = async () => (isCopying ? copyable() : read);
  if (isCopying && !isDry) await takeSpaceForCopies(attempt, read);
  return {
    config,
    requests: outputsOf(config),
    sources: await prepare(),
    heard,
    names: sourcesOf(config).map(({ source: { name, path } }) => name || path),
    captions,
    ...{ plan, context, chunks, mixes: openSharedMixes(), prepareAgain: prepare, warn },
  };
}

/** Writes what goes beside the movies: captions and chapters of the whole programme. */
async function writeBeside(
  { config, folder }: RenderRequest,
  captions: readonly Caption[] | undefined,
): Promise<void> {
  const { hasSidecar, chapters } = textsBeside(config);
  if (captions && hasSidecar) await writeFile(join(folder, 'captions.vtt'), writeVtt(captions));
  if (chapters.length > 0) await writeFile(join(folder, 'chapters.json'), JSON.stringify({ chapters }));
}

/** What is repackaged is written before anything is planned: its share of what was promised, or all of what it takes. */
async function takeSpaceForCopies({ chunks, context, space }: Attempt, read: Sources): Promise<void> {
  const temporary = await spaceForCopies(context, chunks, read);
  if (temporary > 0) await space.beginEarly({ kept: 0, temporary });
}
