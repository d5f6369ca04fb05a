import type { Rational } from '../timeline/rational.ts';

/** One encoded output as the config asks for it; the planner decides what it becomes. */
export interface RenditionRequest {
  readonly format: 'mp4' | 'webm';
  /** `copy` is smart render: every GOP that can be copied is copied. */
  readonly codec: 'copy' | 'h264' | 'h265';
  readonly width: number;
  readonly height: number;
  readonly rate: Rational;
  readonly includeAudio: boolean;
}
