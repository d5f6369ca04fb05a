/** A process that renders for the fleet, as it is shown. */
export interface FleetWorkerView {
  readonly id: string;
  readonly host: string;
  readonly version: string;
  readonly ffmpegVersion: string;
  /** Of its programs and paths: workers of one build render pieces of each other's exports. */
  readonly build: string;
  readonly cores: number;
  /** Exports that it renders at once. */
  readonly concurrency: number;
  readonly startedAt: string;
  /** Of the exports that it renders now. */
  readonly jobIds: readonly string[];
  /** Children that it runs at once for exports of any worker with the same programs. */
  readonly slots: number;
  /** Pieces of exports, its own and others', that it renders now. */
  readonly chunks: readonly FleetChunkView[];
}

export interface FleetChunkView {
  readonly jobId: string;
  /** `span 12 of 155` */
  readonly label: string;
}
