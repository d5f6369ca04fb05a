import { requestOf } from '../../contract/exports/export-request.ts';
import type { SoundRequest } from '../../contract/exports/rendition.ts';
import { editOfOutput } from '../../planner/movie-input.ts';
import { soundsOf } from '../../planner/plan/plan-input.ts';
import { durationOf, soundCodecOf } from '../../planner/estimates/preview-plan.ts';
import { estimateWork } from '../../planner/estimates/estimate-work.ts';
import { toNumber } from '../../timeline/rational.ts';
import type { MadeOutput, OutputWork } from './output-work.ts';
import { notVerified } from '../attempt/render-problems.ts';
import { withRepairs } from './repair-chunks.ts';
import { renderSoundOutput } from './sound-output.ts';

/** Makes a file of nothing but sound, with the title and the chapters of the programme, and checks it. */
export async function makeSound(work: OutputWork, request: SoundRequest): Promise<MadeOutput> {
  const { materials, plan, folder, meter } = work;
  const { config, context, chunks, sources, heard, names, mixes, warn } = materials;
  const { audio } = plan;
  if (audio?.kind !== 'encode') throw new Error('An output of sound has no plan for it');
  const { total: weight } = estimateWork(plan);
  meter.expect({ weight, frames: 0, outputSeconds: audio.totalSamples / audio.sampleRate });
  meter.enter('rendering', 'Rendering the sound');
  const report = meter.part(weight);
  const { chapters = [] } = editOfOutput(requestOf(config).edl, request);
  const made = await withRepairs({ chunks, mixes, log: context.log }, () =>
    renderSoundOutput(context, {
      ...{ format: request.format, plan: audio, names, store: chunks.store, mixes, folder },
      sources: soundsOf({ sources, heard }),
      tags: {
        title: config.projectName,
        chapters: chapters.map(({ time, title }) => ({ seconds: toNumber(time), title })),
      },
      onShare: (share) => report(share, 0),
    }),
  );
  if (!made.report.isOk) throw notVerified(made.report);
  made.warnings.forEach(warn);
  return {
    path: made.path,
    report: made.report,
    output: {
      durationSeconds: durationOf(plan),
      ...{ frames: 0, width: 0, height: 0, videoCodec: 'none', audioCodec: soundCodecOf(plan) },
    },
  };
}
