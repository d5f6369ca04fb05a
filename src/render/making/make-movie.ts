import type { ExportPlan } from '../../planner/plan/plan.ts';
import { durationOf, soundCodecOf } from '../../planner/estimates/preview-plan.ts';
import { requestOf } from '../../contract/exports/export-request.ts';
import { editOfOutput } from '../../planner/movie-input.ts';
import { buildOutput, type BuiltOutput } from './build-output.ts';
import { buildVerified } from './build-verified.ts';
import { planPictures, type MadeOutput, type OutputWork, type Sources } from './output-work.ts';
import type { MovieTexts } from '../movie/movie-texts.ts';
import { cutCaptions } from '../../timeline/cut-edl.ts';
import { withRepairs } from './repair-chunks.ts';

/** Renders a movie, puts it together and checks it, again with less copied where it did not pass. */
export async function makeMovie(work: OutputWork): Promise<MadeOutput> {
  const { materials, plan, index, onPlan } = work;
  const { context, chunks, mixes, warn, sources, prepareAgain } = materials;
  const texts = textsOf(work);
  const built = await buildVerified({
    plan,
    replan: async (withheld) => {
      const again = planPictures(materials, index, withheld);
      await onPlan(again);
      return again;
    },
    build: (settled) =>
      withRepairs({ chunks, mixes, log: context.log }, async (isAgain) =>
        build({ ...work, texts }, settled, isAgain ? await prepareAgain() : sources),
      ),
    warn,
    log: context.log,
  });
  return { path: built.path, report: built.report, output: describeMovie(built.plan) };
}

/** What the movie carries as tracks of words; captions that are part of its picture need none. */
function textsOf({ materials, request }: OutputWork): MovieTexts | undefined {
  if (request.kind !== 'movie') return undefined;
  const { config, captions = [] } = materials;
  const { edl } = requestOf(config);
  const isTrack = edl.captions?.isTrack === true && !request.burnsCaptions;
  const shown = request.range ? cutCaptions(captions, request.range) : captions;
  return { captions: isTrack ? shown : [], chapters: editOfOutput(edl, request).chapters ?? [] };
}

async function build(
  work: OutputWork & { readonly texts: MovieTexts | undefined },
  plan: ExportPlan,
  sources: Sources,
): Promise<BuiltOutput> {
  const { materials, folder, meter, onPlan, texts } = work;
  const { context, chunks, mixes, names, heard, warn } = materials;
  const built = await buildOutput(context, {
    ...{ plan, sources, heard, names, store: chunks.store, mixes, folder, meter, onPlan, warn, texts },
  });
  // Before its check is believed: what was copied was read by this process itself.
  await context.guard.requireUnchanged();
  return built;
}

function describeMovie(plan: ExportPlan): MadeOutput['output'] {
  return {
    durationSeconds: durationOf(plan),
    frames: plan.frames,
    width: plan.format.width,
    height: plan.format.height,
    videoCodec: plan.format.codec,
    audioCodec: soundCodecOf(plan),
  };
}
