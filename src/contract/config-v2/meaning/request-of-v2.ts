import type { CaptionUse, Edl, Overlay, Title } from '../../../timeline/edl.ts';
import { add, minimum, rationalFromNumber, zero, type Rational } from '../../../timeline/rational.ts';
import type { ExportRequest } from '../../exports/request-types.ts';
import type { ConfigV2 } from '../config-v2.ts';
import { outputsOfV2 } from './outputs-of-v2.ts';
import { shotsOf } from './shots-of.ts';
import { listSources, type SourceList } from './source-list.ts';
import { clipsOf } from './views-of.ts';
import { masteringOf, voicesOfV2 } from './voices-of.ts';

/** What a config of version 2 asks for, with exact times. */
export function requestOfV2(config: ConfigV2): ExportRequest {
  const list = listSources(config);
  const { reference, priority, webhook } = config;
  return {
    edl: editOf(config, list),
    outputs: outputsOfV2(config, list),
    priority,
    ...(reference !== undefined && { reference }),
    ...(webhook && { webhook }),
  };
}

function editOf(config: ConfigV2, list: SourceList): Edl {
  const shots = shotsOf(config);
  const seconds = shots.reduce<Rational>((sum, { duration }) => add(sum, duration), zero);
  const mastering = masteringOf(config.sound);
  const captions = captionsOf(config, list);
  return {
    sources: list.sources,
    clips: clipsOf(config, shots, list),
    clipsAre: 'shots',
    voices: voicesOfV2({ config, shots, list, seconds }),
    ...(mastering && { mastering }),
    ...(config.overlays.length > 0 && { overlays: overlaysOf(config, list, seconds) }),
    ...(config.titles.length > 0 && { titles: titlesOf(config, seconds) }),
    ...(config.chapters.length > 0 && { chapters: chaptersOf(config) }),
    ...(captions && { captions }),
  };
}

function overlaysOf({ overlays }: ConfigV2, list: SourceList, end: Rational): Overlay[] {
  return overlays.map(({ source, from, to, fade, ...look }) => ({
    ...look,
    source: list.ofSource(source),
    fade: rationalFromNumber(fade),
    from: rationalFromNumber(from),
    to: to === undefined ? end : minimum(rationalFromNumber(to), end),
  }));
}

function titlesOf({ titles }: ConfigV2, end: Rational): Title[] {
  return titles.map(({ from, to, ...words }) => ({
    ...words,
    from: rationalFromNumber(from),
    to: minimum(rationalFromNumber(to), end),
  }));
}

function chaptersOf({ chapters }: ConfigV2): NonNullable<Edl['chapters']> {
  return [...chapters]
    .sort((a, b) => a.time - b.time)
    .map(({ time, title }) => ({ time: rationalFromNumber(time), title }));
}

function captionsOf({ captions }: ConfigV2, list: SourceList): CaptionUse | undefined {
  if (!captions) return undefined;
  const { source, track, sidecar } = captions;
  return { source: list.ofSource(source), isTrack: track, isSidecar: sidecar };
}
