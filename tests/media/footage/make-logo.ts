import { runMediaTool } from './run-media-tool.ts';

/** A PNG of one grey, all of it as transparent as `alpha` says (1 is not at all). */
export async function makeLogo(
  path: string,
  { width, height, grey, alpha }: { width: number; height: number; grey: number; alpha: number },
): Promise<void> {
  const hex = grey.toString(16).padStart(2, '0').repeat(3);
  const source = `color=c=0x${hex}:s=${width}x${height},format=rgba,colorchannelmixer=aa=${alpha}`;
  await runMediaTool('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-frames:v', '1', '-y', path]);
}
