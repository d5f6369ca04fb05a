import type { TrackedEnvelope } from '@trpc/server';
import type { ExportStatus } from '../../../contract/exports/status.ts';
import type { Follower } from '../../../jobs/ports.ts';
import { jobInput, requireExport } from '../../inputs/job-input.ts';
import { StatusLane } from '../../lane/status-lane.ts';
import { resumeInput, trackedBySeq, watchOptionsFrom } from '../../inputs/resume-input.ts';
import { withinSocketCap } from '../../lane/subscription-cap.ts';
import { frameOf, procedure } from '../../trpc.ts';

type Events = AsyncIterable<TrackedEnvelope<ExportStatus>, void, void>;

/** Snapshots of one export; the event id is the snapshot's `seq`. Ends after the final state. */
export const status = procedure
  .input(jobInput.extend(resumeInput))
  .subscription(({ ctx: { runtime, socket }, input: { jobId, lastEventId }, signal }): Events => {
    const { exports } = runtime;
    requireExport(exports, jobId);
    const options = watchOptionsFrom(lastEventId, signal);
    if (!socket) return withinSocketCap({ socket }, exports.watch(jobId, options), trackedBySeq);
    const follow = (follower: Follower) => exports.follow(jobId, follower, options.sinceSeq);
    return new StatusLane({ socket, frameOf, follow });
  });
