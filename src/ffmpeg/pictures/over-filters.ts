import type { OverLayer, PictureFormat, Treatment } from '../../planner/plan/plan.ts';
import { formatRational } from '../../timeline/rational.ts';
import { swscaleConversion, tagFilter, toneMapFilters, zscaleFilters } from './colour-filters.ts';

/** A picture that lies over others: its width is given, its transparency stays, its colours become the output's. */
export function overFilters({ width, treatment }: OverLayer, format: PictureFormat): string[] {
  const { num, den } = format.pixelAspect;
  const scale = `scale=w=${width}:h='max(2,2*round(${width}*${num}/${den}/dar/2))':flags=bicubic+accurate_rnd`;
  return [
    ...inColours(treatment, format, scale),
    `format=${alphaFormats[format.pixelFormat] ?? 'yuva420p'}`,
    `setsar=${formatRational(format.pixelAspect)}`,
    tagFilter(format.colour),
  ];
}

function inColours({ colour }: Treatment, { colour: to }: PictureFormat, scale: string): string[] {
  if (colour.kind === 'keep') return [scale];
  const { from } = colour;
  const conversion = colour.kind === 'convert' ? swscaleConversion(from, to) : undefined;
  if (conversion) return [`${scale}:${conversion}:in_range=${from.range}`];
  const unchanged = [`${scale}:in_range=${from.range}:out_range=${from.range}`, `format=${withAlpha}`];
  if (colour.kind === 'convert') return [...unchanged, ...zscaleFilters(from, to)];
  return [...unchanged, ...toneMapFilters(from, to, 'gbrapf32le')];
}

/** The formats with transparency that zscale knows: it would be lost in any other. */
const withAlpha =
  'yuva420p|yuva422p|yuva444p|yuva420p10le|yuva422p10le|yuva444p10le|gbrap|gbrap10le|gbrap12le|gbrap16le';

/** The formats with transparency of the same samples. */
const alphaFormats: Readonly<Record<string, string>> = {
  yuv420p: 'yuva420p',
  yuv422p: 'yuva422p',
  yuv420p10le: 'yuva420p10le',
  yuv422p10le: 'yuva422p10le',
};
