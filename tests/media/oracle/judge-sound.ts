import { expectedNoise, HEARD_HZ, levelOf, locateSound } from './correlate.ts';
import type { JudgedEdit } from './edit.ts';
import { runsOnThrough, soundModel } from './sound-model.ts';
import type { SoundStretch } from './sound-model.ts';

/** One place where something else is heard than should be. */
interface WrongSound {
  readonly clip: number;
  /** On the output's time line. */
  readonly atSeconds: number;
  readonly complaint: string;
}

export interface SoundVerdict {
  /** Largest distance of a recognised sound from its place, either way. */
  readonly maxOffsetSeconds: number;
  readonly checkedWindows: number;
  readonly wrong: readonly WrongSound[];
}

/** Sound farther off its place than this is wrong: half a millisecond, half the tick of a Matroska file. */
const OFFSET_LIMIT_SECONDS = 0.0006;
/** The same in samples. */
const NEAR = Math.ceil(OFFSET_LIMIT_SECONDS * HEARD_HZ);
const WINDOW = 4096;
const SHORTEST = 700;
/** Windows that are laid over a whole output at most, beside the ends of each clip. */
const WINDOW_BUDGET = 5000;
/** A search costs some 100 times a look at the expected place. */
const SEARCH_BUDGET = 30;
const SEARCH_REACH = HEARD_HZ / 10;
/** Fades of some ms around a cut are no fault; packets of a lossy codec blur the rims of silence. */
const CUT_MARGIN = 0.005;
const RIM_MARGIN = 0.04;
const LEAST_LIKENESS = 0.6;
const SILENCE = 0.012;

/** Lays windows over `[from, to)` samples: the two ends always, between them one every `stride`. */
function windowStarts(from: number, to: number, stride: number): { from: number; length: number }[] {
  if (to - from < SHORTEST) return [];
  const length = Math.min(WINDOW, to - from);
  const starts = [from];
  for (let at = from + stride; at < to - length; at += stride) starts.push(at);
  if (to - length > from) starts.push(to - length);
  return starts.map((start) => ({ from: start, length }));
}

function innerSamples(stretch: SoundStretch): { from: number; to: number } {
  const isSilent = stretch.voice === null;
  const before = isSilent || stretch.isBlurredBefore ? RIM_MARGIN : CUT_MARGIN;
  const after = isSilent || stretch.isBlurredAfter ? RIM_MARGIN : CUT_MARGIN;
  return {
    from: Math.ceil((stretch.from + before) * HEARD_HZ),
    to: Math.floor((stretch.to - after) * HEARD_HZ),
  };
}

/** The judge's notes while it listens. */
class Listener {
  readonly wrong: WrongSound[] = [];
  maxOffsetSamples = 0;
  checkedWindows = 0;
  private searches = 0;
  private lastOffset = 0;
  private readonly recording: Int16Array;
  private readonly stretches: readonly SoundStretch[];

  constructor(recording: Int16Array, stretches: readonly SoundStretch[]) {
    this.recording = recording;
    this.stretches = stretches;
  }

  complain(clip: number, fromSample: number, complaint: string): void {
    this.wrong.push({ clip, atSeconds: fromSample / HEARD_HZ, complaint });
  }

  hearSilence(stretch: SoundStretch, window: { from: number; length: number }): void {
    this.checkedWindows += 1;
    const level = levelOf(this.recording, window.from, window.length);
    if (level > SILENCE) this.complain(stretch.clip, window.from, `not silent (level ${level.toFixed(3)})`);
  }

  hearVoice(stretch: SoundStretch, window: { from: number; length: number }): void {
    const voice = stretch.voice ?? 0;
    const voiceSeconds = window.from / HEARD_HZ + stretch.voiceShift;
    this.checkedWindows += 1;
    const expected = { voice, voiceSeconds, ...window, hint: this.lastOffset };
    const reach = this.searches < SEARCH_BUDGET ? SEARCH_REACH : 0;
    const found = locateSound(this.recording, expected, reach);
    // A short clip's sound may be due a moment later, too, where it is clearer: that says nothing of its own place.
    const isNeighbour = this.isDueElsewhere(stretch, window.from, found.offsetSamples);
    const match = isNeighbour ? locateSound(this.recording, expected, NEAR) : found;
    const offset = match.offsetSamples / HEARD_HZ;
    if (Math.abs(match.offsetSamples - this.lastOffset) > 1 && Math.abs(match.offsetSamples) > 1)
      this.searches += 1;
    if (match.likeness < LEAST_LIKENESS) {
      this.searches += 1;
      this.complain(stretch.clip, window.from, this.describeStrange(window, voice));
      return;
    }
    this.lastOffset = Math.round(match.offsetSamples);
    this.maxOffsetSamples = Math.max(this.maxOffsetSamples, Math.abs(match.offsetSamples));
    if (Math.abs(offset) > OFFSET_LIMIT_SECONDS) {
      const way = offset > 0 ? 'late' : 'early';
      this.complain(
        stretch.clip,
        window.from,
        `voice ${voice} ${Math.abs(offset * 1000).toFixed(2)} ms ${way}`,
      );
      return;
    }
    this.hearLevel(stretch, { ...expected, offset: Math.round(match.offsetSamples) });
  }

  /** Whether what is heard so many samples away from its place is what another stretch has there. */
  private isDueElsewhere(stretch: SoundStretch, from: number, offsetSamples: number): boolean {
    const offset = offsetSamples / HEARD_HZ;
    const at = from / HEARD_HZ + offset;
    return this.stretches.some(
      (other) =>
        other !== stretch &&
        other.voice === stretch.voice &&
        other.from <= at &&
        at < other.to &&
        Math.abs(offset + other.voiceShift - stretch.voiceShift) < OFFSET_LIMIT_SECONDS,
    );
  }

  private hearLevel(stretch: SoundStretch, heard: ExpectedWindow & { offset: number }): void {
    const due = levelOfFloats(expectedNoise(heard));
    const ratio = levelOf(this.recording, heard.from + heard.offset, heard.length) / due;
    if (ratio < 0.7 || ratio > 1.4)
      this.complain(stretch.clip, heard.from, `${ratio.toFixed(2)} times as loud as due`);
  }

  private describeStrange(window: { from: number; length: number }, voice: number): string {
    const level = levelOf(this.recording, window.from, window.length);
    return level < SILENCE ? `silent instead of voice ${voice}` : `not voice ${voice} within 100 ms`;
  }

  /** A fade or a gap where the sound should run on leaves the noise unlike itself for some ms. */
  hearThrough(at: number, stretch: SoundStretch): void {
    const centre = Math.round(at * HEARD_HZ);
    const around = this.strangeness(stretch, centre - 3072, 6144);
    const atCut = Math.max(
      this.strangeness(stretch, centre - 72, 144),
      this.strangeness(stretch, centre - 144, 288),
    );
    this.checkedWindows += 1;
    if (atCut > 0.25 + 1.5 * around) {
      this.complain(
        stretch.clip,
        centre,
        `the sound does not run on through the cut (${atCut.toFixed(2)} of it lost)`,
      );
    }
  }

  /** Share of the energy that is not the expected noise at its usual loudness. */
  private strangeness(stretch: SoundStretch, from: number, length: number): number {
    if (from < 0 || from + length > this.recording.length) return 0;
    const voiceSeconds = from / HEARD_HZ + stretch.voiceShift;
    const noise = expectedNoise({ voice: stretch.voice ?? 0, voiceSeconds, from, length });
    let [missing, due] = [0, 0];
    noise.forEach((value, index) => {
      missing += (value - (this.recording[from + index] ?? 0) / 32_768) ** 2;
      due += value * value;
    });
    return due === 0 ? 0 : missing / due;
  }
}

interface ExpectedWindow {
  readonly voice: number;
  readonly voiceSeconds: number;
  readonly from: number;
  readonly length: number;
}

function levelOfFloats(wave: Float32Array): number {
  return Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / Math.max(1, wave.length));
}

/** Holds a recording (mono, 48 kHz) against what the edit says must be heard. */
export function judgeSound(edit: JudgedEdit, recording: Int16Array): SoundVerdict {
  const stretches = soundModel(edit);
  const seconds = stretches.at(-1)?.to ?? 0;
  const stride = Math.max(WINDOW, Math.ceil((seconds * HEARD_HZ) / WINDOW_BUDGET));
  const listener = new Listener(recording, stretches);
  for (const stretch of stretches) {
    const { from, to } = innerSamples(stretch);
    for (const window of windowStarts(
      from,
      Math.min(to, recording.length),
      stretch.voice === null ? WINDOW : stride,
    )) {
      if (stretch.voice === null) listener.hearSilence(stretch, window);
      else listener.hearVoice(stretch, window);
    }
    if (to > recording.length + HEARD_HZ / 20) {
      listener.complain(stretch.clip, recording.length, 'the sound has ended already');
    }
  }
  for (const { at, before } of runsOnThrough(stretches)) listener.hearThrough(at, before);
  const { wrong, checkedWindows, maxOffsetSamples } = listener;
  return { wrong, checkedWindows, maxOffsetSeconds: maxOffsetSamples / HEARD_HZ };
}
