'use client';
import type { ReactNode } from 'react';
import type { ExportStatus, PlanFile } from '../../client/contract.ts';
import { useExportPlan } from '../../client/react.ts';
import { codecName, rateName } from '../words/codecs.ts';
import { formatBytes, formatCount, formatLength, formatTaken } from '../words/numbers.ts';
import { cameraColour } from './camera-colours.ts';
import { Warnings } from './overview.tsx';
import { timelineFrom, type Lane, type LaneTimeline } from './timeline-lanes.ts';
import { TimelineStrip } from './timeline-strip.tsx';

/** How the picture is made: what is copied, what is encoded again, and why. */
export function PlanView({ status }: { readonly status: ExportStatus }) {
  const { data, problem, isLoading } = useExportPlan(status.jobId, status.plan !== undefined);
  if (data) return <Plan plan={data} />;
  if (problem) return <Quiet>{problem.message}</Quiet>;
  if (isLoading) return <Quiet>Loading the plan…</Quiet>;
  return <Quiet>The plan is made once the cameras have been read.</Quiet>;
}

function Plan({ plan }: { readonly plan: PlanFile }) {
  const timeline = timelineFrom(plan.spans, plan.sources);
  const { summary } = plan;
  return (
    <div className="space-y-6">
      <p className="text-lg font-semibold text-balance">{summary.summary}</p>
      <TimelineStrip
        timeline={timeline}
        frames={plan.frames}
        durationSeconds={plan.durationSeconds}
        label={`Timeline of ${formatLength(plan.durationSeconds)}. ${summary.summary}.`}
      />
      <Legend hasBlack={timeline.blackFrames > 0} />
      <Cameras timeline={timeline} />
      {summary.reasons.length > 0 && (
        <section>
          <h3 className="text-sm font-semibold">Why</h3>
          <ul className="mt-2 list-disc space-y-1.5 pl-5 text-sm text-pretty text-muted marker:text-edge">
            {summary.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </section>
      )}
      <Warnings warnings={plan.warnings} />
      <p className="text-sm text-muted">
        {plan.width} × {plan.height} at {rateName(plan.frameRate)} fps, {codecName(plan.videoCodec)}
        {plan.audioCodec === null ? ', no sound' : `, ${codecName(plan.audioCodec)}`}.{' '}
        {formatCount(summary.spans)} {summary.spans === 1 ? 'span' : 'spans'}, up to{' '}
        {formatBytes(plan.peakDiskBytes)} on disk, estimated at {formatTaken(plan.estimatedSeconds)}.
        {plan.fromStorage &&
          ` Reads ${formatBytes(plan.fromStorage.readBytes)} from the storage, and keeps ${formatBytes(plan.fromStorage.cacheBytes)} in the cache meanwhile.`}
      </p>
    </div>
  );
}

function Legend({ hasBlack }: { readonly hasBlack: boolean }) {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1.5 text-xs text-muted" aria-label="Key">
      <LegendEntry name="copied unchanged">
        <rect width="6" height="12" className={cameraColour(0).fill} />
        <rect x="6" width="6" height="12" className={cameraColour(1).fill} />
        <rect x="12" width="6" height="12" className={cameraColour(2).fill} />
      </LegendEntry>
      <LegendEntry name="re-encoded">
        <rect width="3" height="12" className="fill-live" />
        <rect y="10" width="18" height="2" className="fill-live" />
        <path d="M5 10 14 0M9 10l9-10M3 6l6-6" className="stroke-edge" strokeWidth="1.4" />
      </LegendEntry>
      {hasBlack && (
        <LegendEntry name="black">
          <rect x="6" width="6" height="12" className="fill-edge" />
        </LegendEntry>
      )}
    </ul>
  );
}

function LegendEntry({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <li className="flex items-center gap-2">
      <svg viewBox="0 0 18 12" className="h-3 w-[1.125rem]" aria-hidden>
        {children}
      </svg>
      {name}
    </li>
  );
}

function Cameras({ timeline }: { readonly timeline: LaneTimeline }) {
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Frames of each camera</caption>
      <thead>
        <tr className="border-b border-line text-left text-xs text-muted">
          <th scope="col" className="py-2 pr-3 font-normal">
            Camera
          </th>
          <th scope="col" className="py-2 pr-3 pl-3 text-right font-normal whitespace-nowrap">
            Copied frames
          </th>
          <th scope="col" className="py-2 pl-3 text-right font-normal whitespace-nowrap">
            Re-encoded
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {timeline.lanes.map((lane) => (
          <CameraRow key={lane.source} lane={lane} />
        ))}
      </tbody>
    </table>
  );
}

function CameraRow({ lane }: { readonly lane: Lane }) {
  return (
    <tr>
      <th scope="row" className="w-full max-w-0 py-2 pr-3 text-left font-normal">
        <span className="flex items-center gap-2.5">
          <span
            aria-hidden
            className={`size-3 shrink-0 rounded-xs ${cameraColour(lane.source).background}`}
          />
          <span className="truncate">{lane.name}</span>
        </span>
      </th>
      <td className="py-2 pr-3 text-right">{formatCount(lane.copiedFrames)}</td>
      <td className="py-2 text-right">{formatCount(lane.encodedFrames)}</td>
    </tr>
  );
}

export function Quiet({ children }: { readonly children: ReactNode }) {
  return <p className="py-8 text-center text-sm text-pretty text-muted">{children}</p>;
}
