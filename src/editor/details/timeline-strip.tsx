import { Fragment, useId } from 'react';
import { formatLength } from '../words/numbers.ts';
import { cameraColour } from './camera-colours.ts';
import { rulerTicks, type Lane, type LaneStretch, type LaneTimeline } from './timeline-lanes.ts';

const laneHeight = 20;
const lanePitch = laneHeight + 6;
/** No re-encoded stretch is drawn thinner, in pixels, though it be a few frames of an hour. */
const thinnest = 2.5;

export interface TimelineStripProps {
  readonly timeline: LaneTimeline;
  readonly frames: number;
  readonly durationSeconds: number;
  /** The plan in a sentence, for those who do not see the drawing. */
  readonly label: string;
}

/** The cut as editors know it, a lane for each camera: copied stretches filled, re-encoded ones hatched and marked. */
export function TimelineStrip({ timeline, frames, durationSeconds, label }: TimelineStripProps) {
  const { lanes, black } = timeline;
  const rows = lanes.length + (black.length > 0 ? 1 : 0);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-x-3 sm:grid-cols-[fit-content(8rem)_minmax(0,1fr)]">
      <ul className="text-xs text-muted max-sm:hidden" aria-hidden>
        {lanes.map(({ source, name }) => (
          <li key={source} className="flex h-[26px] items-center">
            <span className="truncate">{name}</span>
          </li>
        ))}
        {black.length > 0 && <li className="flex h-[26px] items-center">Black</li>}
      </ul>
      <svg
        role="img"
        aria-label={label}
        width="100%"
        height={rows * lanePitch}
        className="block rounded-md bg-ground"
      >
        {lanes.map((lane, index) => (
          <LaneShapes key={lane.source} lane={lane} y={index * lanePitch + 3} frames={frames} />
        ))}
        {black.map((stretch) => (
          <BlackShape
            key={stretch.firstFrame}
            stretch={stretch}
            y={lanes.length * lanePitch + 3}
            frames={frames}
          />
        ))}
      </svg>
      <svg width="100%" height="20" className="overflow-visible sm:col-start-2" aria-hidden>
        {rulerTicks(durationSeconds).map((seconds) => (
          <Tick key={seconds} seconds={seconds} durationSeconds={durationSeconds} />
        ))}
      </svg>
    </div>
  );
}

function LaneShapes({
  lane,
  y,
  frames,
}: {
  readonly lane: Lane;
  readonly y: number;
  readonly frames: number;
}) {
  const hatch = useId();
  const { fill, stroke } = cameraColour(lane.source);
  const place = ({ firstFrame, frameCount }: LaneStretch) => ({
    x: share(firstFrame, frames),
    width: share(frameCount, frames),
  });
  return (
    <>
      <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line x1="1" y1="0" x2="1" y2="5" className={stroke} strokeWidth="1.5" />
      </pattern>
      {lane.copied.map((stretch) => (
        <rect key={stretch.firstFrame} {...place(stretch)} y={y} height={laneHeight} className={fill} />
      ))}
      {lane.encoded.map((stretch) => (
        <Fragment key={stretch.firstFrame}>
          <rect {...place(stretch)} y={y} height={laneHeight} className="fill-ground" />
          <rect {...place(stretch)} y={y} height={laneHeight} fill={`url(#${hatch})`} />
          <rect {...place(stretch)} y={y + laneHeight} height="2.5" className="fill-live" />
          <rect
            x={share(stretch.firstFrame, frames)}
            width={thinnest}
            y={y}
            height={laneHeight + 2.5}
            className="fill-live"
          />
        </Fragment>
      ))}
    </>
  );
}

interface BlackShapeProps {
  readonly stretch: LaneStretch;
  readonly y: number;
  readonly frames: number;
}

function BlackShape({ stretch, y, frames }: BlackShapeProps) {
  const x = share(stretch.firstFrame, frames);
  return (
    <>
      <rect
        x={x}
        width={thinnest}
        y={y}
        height={laneHeight}
        transform="translate(-1)"
        className="fill-edge"
      />
      <rect x={x} width={share(stretch.frameCount, frames)} y={y} height={laneHeight} className="fill-edge" />
    </>
  );
}

function Tick({ seconds, durationSeconds }: { readonly seconds: number; readonly durationSeconds: number }) {
  const x = share(seconds, durationSeconds);
  const isLast = seconds > durationSeconds * 0.94;
  return (
    <>
      <line x1={x} x2={x} y1="2" y2="6" className="stroke-edge" />
      <text
        x={x}
        y="17"
        textAnchor={seconds === 0 ? 'start' : isLast ? 'end' : 'middle'}
        className="fill-muted font-mono text-[0.6875rem]"
      >
        {formatLength(seconds)}
      </text>
    </>
  );
}

function share(part: number, whole: number): string {
  return `${((part / Math.max(whole, Number.EPSILON)) * 100).toFixed(4)}%`;
}
