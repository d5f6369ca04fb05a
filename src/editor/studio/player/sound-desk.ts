import type { TrackSettings } from '../../../contract/project-finish.ts';

/** How one element is heard at an instant. */
export interface StripSetting {
  readonly isHeard: boolean;
  readonly gainDb: number;
  readonly channel: TrackSettings['channel'];
}

interface Strip {
  readonly source: MediaElementAudioSourceNode;
  readonly gain: GainNode;
  readonly meter: AnalyserNode;
  channel: TrackSettings['channel'] | undefined;
}

/** Levels go to their place within this many seconds: at once, and without a click. */
const glideSeconds = 0.008;
const silence = 1e-5;

/**
 * Mixes what the players' elements play, with the gains of the programme, and measures it. Browsers let it begin only
 * when somebody has touched the page; until then elements are heard as they are.
 */
export class SoundDesk {
  #context: AudioContext | undefined;
  #master: GainNode | undefined;
  #meter: AnalyserNode | undefined;
  readonly #strips = new Map<HTMLMediaElement, Strip>();
  readonly #samples = new Float32Array(2048);

  /** To be called where a person pressed something. */
  start(): void {
    const context = (this.#context ??= new AudioContext());
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
  }

  get isOn(): boolean {
    return this.#context?.state === 'running';
  }

  /** Sets how an element is heard; plain elements do with `muted` and their own volume. */
  set(element: HTMLMediaElement, setting: StripSetting): void {
    const strip = this.#strips.get(element) ?? this.#connect(element);
    if (!strip || !this.#context) {
      if (element.muted === setting.isHeard) element.muted = !setting.isHeard;
      return;
    }
    if (element.muted) element.muted = false;
    if (strip.channel !== setting.channel) this.#route(strip, setting.channel);
    glide(strip.gain, setting.isHeard ? 10 ** (setting.gainDb / 20) : 0, this.#context);
  }

  /** The gain of all of it: the monitor's volume, the loudness of the programme and its fades. */
  setMaster(gain: number): void {
    if (this.#master && this.#context) glide(this.#master, gain, this.#context);
  }

  /** Peak of what is heard of an element, or of everything, in dB of full scale. */
  levelOf(element?: HTMLMediaElement): number {
    const meter = element ? this.#strips.get(element)?.meter : this.#meter;
    if (!meter) return -Infinity;
    meter.getFloatTimeDomainData(this.#samples);
    const peak = this.#samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    return peak < silence ? -Infinity : 20 * Math.log10(peak);
  }

  drop(element: HTMLMediaElement): void {
    const strip = this.#strips.get(element);
    strip?.source.disconnect();
    strip?.gain.disconnect();
    this.#strips.delete(element);
  }

  close(): void {
    this.#strips.clear();
    void this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }

  #connect(element: HTMLMediaElement): Strip | undefined {
    const context = this.#context;
    if (!context || context.state !== 'running') return undefined;
    const master = (this.#master ??= this.#openMaster(context));
    const source = context.createMediaElementSource(element);
    const gain = new GainNode(context, { gain: 0 });
    const meter = new AnalyserNode(context, { fftSize: 2048 });
    gain.connect(meter).connect(master);
    const strip: Strip = { source, gain, meter, channel: undefined };
    this.#strips.set(element, strip);
    element.volume = 1;
    return strip;
  }

  /** Full scale is not passed, as in an export whose peaks are held. */
  #openMaster(context: AudioContext): GainNode {
    const master = new GainNode(context, { gain: 1 });
    const limiter = new DynamicsCompressorNode(context, {
      ...{ threshold: -1, knee: 0, ratio: 20, attack: 0.002, release: 0.08 },
    });
    this.#meter = new AnalyserNode(context, { fftSize: 2048 });
    master.connect(limiter).connect(this.#meter).connect(context.destination);
    return master;
  }

  /** One channel is heard on both sides; `mono` is all of them together. */
  #route(strip: Strip, channel: TrackSettings['channel']): void {
    const { source, gain } = strip;
    const context = this.#context;
    if (!context) return;
    source.disconnect();
    strip.channel = channel;
    if (channel === 'all') return void source.connect(gain);
    if (channel === 'mono') {
      const mono = new GainNode(context, { channelCount: 1, channelCountMode: 'explicit' });
      return void source.connect(mono).connect(gain);
    }
    const splitter = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
    source.connect(splitter).connect(gain, channel === 'left' ? 0 : 1);
  }
}

function glide({ gain }: GainNode, value: number, { currentTime }: AudioContext): void {
  if (Math.abs(gain.value - value) < 1e-4) return;
  gain.setTargetAtTime(value, currentTime, glideSeconds);
}
