import type { ConfigV2Input } from '../contract/config-v2/config-v2.ts';
import type { EpisodeOutput, FrameChoice } from '../contract/project-finish.ts';
import { presets } from '../contract/config-v2/presets.ts';
import type { Edit } from './edit.ts';

type Output = ConfigV2Input['outputs'][number];

/** The id of the movie that the project's own format describes. */
export const masterId = 'master';

/** The files that an export of an edit makes: the master unless it was turned off, and those beside it. */
export function outputsFor(edit: Edit, seconds: number): Output[] {
  const { format, codec, width, height, fps, includeAudio } = edit.rendition;
  const master: Output = { id: masterId, format, codec, width, height, fps, includeAudio };
  const wanted = edit.finish.outputs.filter(({ isOff }) => isOff !== true);
  const isMasterOff = edit.finish.outputs.some(({ id, isOff }) => id === masterId && isOff === true);
  const others = wanted.filter(({ id }) => id !== masterId).map((output) => outputFor(edit, output, seconds));
  return isMasterOff && others.length > 0 ? others : [master, ...others];
}

/** One planned output as a config says it, with what is seen of each angle where it is upright. */
export function outputFor(edit: Edit, planned: EpisodeOutput, seconds: number): Output {
  const { name: _, isOff: _isOff, range, at, ...output } = planned;
  const { width, height } = sizeOfOutput(planned, edit);
  const isUpright = kindOfOutput(planned) === 'movie' && height > width;
  const [from, to] = range ?? [0, seconds];
  return {
    ...output,
    ...(range && from < seconds && { range: [from, Math.min(to, seconds)] as [number, number] }),
    ...(at !== undefined && { at: Math.min(at, Math.max(0, seconds - 0.1)) }),
    ...(kindOfOutput(planned) === 'movie' && output.fps === undefined && { fps: edit.rendition.fps }),
    ...(isUpright && { frames: uprightFrames(edit) }),
  };
}

function uprightFrames({ angles, finish }: Edit): NonNullable<Output['frames']> {
  return Object.fromEntries(angles.map(({ id }) => [id, uprightLook({ finish }, id)]));
}

/** How an angle's picture fills an upright frame. */
export function uprightLook(
  { finish }: Pick<Edit, 'finish'>,
  id: string,
): Pick<FrameChoice, 'crop'> & { readonly fit: 'cover'; readonly focus?: FrameChoice['uprightFocus'] } {
  const { uprightCrop: crop, uprightFocus: focus } = frameChoiceOf({ finish }, id) ?? {};
  return { fit: 'cover' as const, ...(crop ? { crop } : focus && { focus }) };
}

/** What was chosen of an angle's picture; undefined where nothing was. */
export function frameChoiceOf({ finish }: Pick<Edit, 'finish'>, id: string): FrameChoice | undefined {
  return finish.frames.find(({ angleId }) => angleId === id);
}

/** What kind of file an output is. */
export function kindOfOutput(
  output: Pick<EpisodeOutput, 'preset' | 'format'>,
): 'movie' | 'sound' | 'picture' {
  const format = formatOfOutput(output);
  if (isPictureFormat(format)) return 'picture';
  return format === 'mp4' || format === 'webm' ? 'movie' : 'sound';
}

export function isPictureFormat(format: string | undefined): boolean {
  return format === 'jpeg' || format === 'png';
}

function formatOfOutput({ preset, format }: Pick<EpisodeOutput, 'preset' | 'format'>): string {
  return format ?? presetOf(preset)?.output.format ?? 'mp4';
}

function presetOf(name: string | undefined) {
  return presets.find((preset) => preset.name === name);
}

/** In pixels; those of the programme where the output says nothing. */
export function sizeOfOutput(
  output: EpisodeOutput,
  { rendition }: Pick<Edit, 'rendition'>,
): { readonly width: number; readonly height: number } {
  const preset = presetOf(output.preset)?.output;
  return {
    width: output.width ?? preset?.width ?? rendition.width,
    height: output.height ?? preset?.height ?? rendition.height,
  };
}
