import { runMediaTool } from '../footage/run-media-tool.ts';
import type { JudgedEdit } from './edit.ts';
import { decimal, toFloat } from './rational.ts';
import { placeClips, timeModel } from './time-model.ts';

/** Faults that are put into an otherwise exact export, to see whether the judge finds them. */
interface Faults {
  /** This clip shows every frame one too late. */
  readonly lateClip?: number;
  readonly soundDelayMs?: number;
  /** Raised-cosine dips of 2 ms at every cut. */
  readonly dipsAtCuts?: boolean;
}

export interface HandMade {
  readonly edit: JudgedEdit;
  readonly path: string;
  readonly videoArgs?: readonly string[];
  readonly audioArgs?: readonly string[];
  readonly faults?: Faults;
}

/** `trim` by frame numbers: no seeking and no clock that could be wrong. */
function pictureParts({ edit, faults }: HandMade): string[] {
  const targets = timeModel(edit);
  return edit.clips.map((clip, index) => {
    const own = targets.filter((target) => target.clip === index);
    const first = (own[0]?.ordinal ?? 0) + (faults?.lateClip === index ? 1 : 0);
    const trim = `trim=start_frame=${first}:end_frame=${first + own.length}`;
    const fit = `scale=${edit.width}:${edit.height}:force_original_aspect_ratio=decrease`;
    const pad = `pad=${edit.width}:${edit.height}:(ow-iw)/2:(oh-ih)/2`;
    const times = `setpts=N*${edit.rate.den}/${edit.rate.num}/TB`;
    return `[${clip.source}:v:0]${trim},${times},${fit},${pad},setsar=1[v${index}]`;
  });
}

/** Borders are rounded once, from the output's line, so that nothing adds up. */
function soundParts({ edit, faults }: HandMade): string[] {
  return placeClips(edit).map(({ clip, start, end }, index) => {
    const from = Math.round(toFloat(decimal(clip.inSeconds)) * 48_000);
    const length = Math.round(toFloat(end) * 48_000) - Math.round(toFloat(start) * 48_000);
    const trim = `atrim=start_sample=${from}:end_sample=${from + length},asetpts=N/SR/TB`;
    const dips = `,afade=t=in:ns=96:curve=hsin,afade=t=out:ss=${length - 96}:ns=96:curve=hsin`;
    const volume = clip.withSound ? '' : ',volume=0';
    return `[${clip.source}:a:0]aresample=48000,aformat=channel_layouts=stereo,${trim}${volume}${faults?.dipsAtCuts ? dips : ''}[a${index}]`;
  });
}

/**
 * An export of an edit that needs nothing but trimming: cameras at the output's own constant rate, no clip
 * outside its source. Fully encoded in one go; slow (every clip decodes its source from the start) but
 * without a clever step that could be wrong.
 */
export async function makeByHand(work: HandMade): Promise<void> {
  const { edit, faults } = work;
  const inputs = edit.sources.flatMap((source) => ['-i', source.path]);
  const delay = faults?.soundDelayMs ? `,adelay=${faults.soundDelayMs}:all=1` : '';
  const count = edit.clips.length;
  const all = (stem: string): string => edit.clips.map((_, at) => `[${stem}${at}]`).join('');
  // Two joins: one join of both would stretch every clip to the longer of its picture and its sound.
  const graph = [
    ...pictureParts(work),
    `${all('v')}concat=n=${count}:v=1,setpts=N*${edit.rate.den}/${edit.rate.num}/TB[v]`,
    ...(edit.includeAudio ? [...soundParts(work), `${all('a')}concat=n=${count}:v=0:a=1${delay}[a]`] : []),
  ];
  await runMediaTool('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-y', ...inputs, '-filter_complex', graph.join(';'), '-map', '[v]'],
    ...(edit.includeAudio ? ['-map', '[a]', ...(work.audioArgs ?? ['-c:a', 'aac', '-b:a', '192k'])] : []),
    ...(work.videoArgs ?? ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '23', '-bf', '2']),
    ...['-r', `${edit.rate.num}/${edit.rate.den}`, '-fps_mode', 'passthrough', work.path],
  ]);
}
