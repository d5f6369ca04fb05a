import type { Area, Clip, ClipView, Look } from '../../../timeline/edl.ts';
import { add, rationalFromNumber, type Rational } from '../../../timeline/rational.ts';
import type { ConfigV2 } from '../config-v2.ts';
import type { TimedShot } from './shots-of.ts';
import type { SourceList } from './source-list.ts';
import { sourceInstantAt, takeClock, type TakeClock } from './take-clock.ts';

type Angle = ConfigV2['angles'][number];
type Tile = ConfigV2['layouts'][number]['tiles'][number];

interface LaidAngle extends Angle {
  readonly clock: TakeClock;
  readonly pictureLag: Rational;
}

/** What is seen of every shot. */
export function clipsOf(config: ConfigV2, shots: readonly TimedShot[], list: SourceList): Clip[] {
  const angles = new Map(config.angles.map((angle) => [angle.id, layAngle(angle)]));
  const layouts = new Map(config.layouts.map((layout) => [layout.id, layout.tiles]));
  const viewsOf = ({ kind, id, from }: TimedShot): ClipView[] => {
    if (kind === 'source') return [{ source: list.ofSource(id), inPoint: from }];
    const tiles: readonly (Tile | undefined)[] = layouts.get(id) ?? [undefined];
    return tiles.flatMap((tile) => {
      const angle = angles.get(tile?.angle ?? id);
      return angle ? [viewOf(angle, tile, { source: list.ofAngle(angle.id), take: from })] : [];
    });
  };
  return shots.map((shot) => ({
    duration: shot.duration,
    views: viewsOf(shot),
    ...(shot.mayBeBlack && { mayBeBlack: true }),
    ...(shot.transition && { transition: shot.transition }),
  }));
}

function layAngle(angle: Angle): LaidAngle {
  return {
    ...angle,
    clock: takeClock(angle.offset, angle.driftPpm),
    pictureLag: rationalFromNumber(angle.pictureDelay),
  };
}

function viewOf(
  angle: LaidAngle,
  tile: Tile | undefined,
  { source, take }: { readonly source: number; readonly take: Rational },
): ClipView {
  const { clock } = angle;
  const look = lookOf({
    fit: tile?.fit ?? angle.fit,
    crop: tile?.crop ?? angle.crop,
    focus: tile?.focus ?? angle.focus,
  });
  return {
    source,
    inPoint: add(sourceInstantAt(clock, take), angle.pictureLag),
    ...(clock.speed && { speed: clock.speed }),
    ...(tile && { area: { x: tile.x, y: tile.y, width: tile.width, height: tile.height } }),
    ...(look && { look }),
  };
}

/** A look as the config says it; undefined where it says nothing. A focus alone means that the place is filled. */
export function lookOf(said: {
  readonly fit?: Look['fit'] | undefined;
  readonly crop?: Area | undefined;
  readonly focus?: readonly [number, number] | undefined;
}): Look | undefined {
  const { crop, focus, fit = focus ? 'cover' : undefined } = said;
  if (!fit && !crop && !focus) return undefined;
  return { ...(fit && { fit }), ...(crop && { crop }), ...(focus && { focus }) };
}
