import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { complaintsOf } from './describe-verdict.ts';
import type { Footage } from '../footage/spec.ts';
import type { JudgedEdit } from './edit.ts';
import type { Exported, TestExport, TestStudio } from './export-with-engine.ts';
import { judge } from './judge.ts';

interface Planned {
  readonly width: number;
  readonly height: number;
  /** `30000/1001` */
  readonly frameRate: string;
}

/** The edit as it was made: a copy takes its size and rate from the sources where they all have the same. */
async function madeEdit(path: string, edit: JudgedEdit): Promise<JudgedEdit> {
  const plan = JSON.parse(await readFile(join(dirname(path), 'plan.json'), 'utf8')) as Planned;
  const [num = 0, den = 1] = plan.frameRate.split('/').map(Number);
  const { width, height } = plan;
  return { ...edit, sources: filled(edit.sources, { width, height }), width, height, rate: { num, den } };
}

const codedSize = ({ spec }: Footage): { width: number; height: number } =>
  spec.size ?? { width: 320, height: 180 };

/** Copied pictures keep the shape of their pixels: they fill the frame, whatever a player makes of it. */
function filled(sources: readonly Footage[], frame: { width: number; height: number }): readonly Footage[] {
  const areAlike = sources.every(({ spec }) => spec.sar === sources[0]?.spec.sar && !spec.rotation);
  return sources.map((source) => {
    const { width, height } = codedSize(source);
    const isKept = areAlike && width === frame.width && height === frame.height;
    return isKept ? { ...source, display: frame } : source;
  });
}

/** Exports and judges; a copy is held against the size and rate that its plan chose. */
export async function exportAsPlanned(
  studio: TestStudio,
  work: TestExport,
): Promise<{ complaints: string[]; exported: Exported }> {
  const exported = await studio.export(work);
  if (exported.outcome.kind !== 'completed') {
    return { complaints: [JSON.stringify(exported.outcome)], exported };
  }
  const isAsAsked = work.codec !== 'copy' && work.fps === undefined;
  const edit = isAsAsked ? work.edit : await madeEdit(exported.path, work.edit);
  const complaints = complaintsOf(await judge(exported.path, edit));
  const made = edit.rate.num / edit.rate.den;
  const isOff = work.codec !== 'copy' && work.fps !== undefined && Math.abs(made / work.fps - 1) > 1e-6;
  return { complaints: isOff ? [...complaints, `${made} fps instead of ${work.fps}`] : complaints, exported };
}
