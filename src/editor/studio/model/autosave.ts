/** How an edit stands against the server's copy. */
export type SaveState = 'saved' | 'waiting' | 'saving' | 'offline' | 'conflict' | 'refused';

export interface AutosaveOptions<Edit> {
  /** Sends an edit that was made on a revision; answers with the new revision. */
  readonly save: (edit: Edit, revision: number) => Promise<number>;
  /** What a failure of `save` means. */
  readonly judge: (error: unknown) => 'offline' | 'conflict' | 'refused';
  /** How long to wait for more changes, in milliseconds. */
  readonly quietMs: number;
  /** How long to wait after a failure that may pass, in milliseconds. */
  readonly retryMs: number;
}

/**
 * Saves the newest edit a moment after the last change, never two at once. A save that another one overtook
 * ends it: from then on nothing is sent until somebody decides.
 */
export class Autosave<Edit> {
  readonly #options: AutosaveOptions<Edit>;
  readonly #listeners = new Set<() => void>();
  #revision: number;
  #unsaved: Edit | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #state: SaveState = 'saved';

  constructor(revision: number, options: AutosaveOptions<Edit>) {
    this.#revision = revision;
    this.#options = options;
  }

  get state(): SaveState {
    return this.#state;
  }

  get hasUnsaved(): boolean {
    return this.#unsaved !== undefined || this.#state === 'saving';
  }

  /** Calls back whenever the state changes; returns how to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes note of a change. */
  changed(edit: Edit): void {
    this.#unsaved = edit;
    if (this.#state === 'saving' || this.#state === 'conflict') return;
    this.#setState(this.#state === 'offline' ? 'offline' : 'waiting');
    this.#after(this.#options.quietMs);
  }

  /** Sends what is unsaved at once, such as when the network is back or the page goes away. */
  flush(): void {
    if (this.#unsaved === undefined || this.#state === 'saving' || this.#state === 'conflict') return;
    void this.#send();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #send(): Promise<void> {
    clearTimeout(this.#timer);
    const edit = this.#unsaved;
    if (edit === undefined) return;
    this.#unsaved = undefined;
    this.#setState('saving');
    try {
      this.#revision = await this.#options.save(edit, this.#revision);
      this.#setState(this.#unsaved === undefined ? 'saved' : 'waiting');
      if (this.#unsaved !== undefined) this.#after(this.#options.quietMs);
    } catch (error) {
      this.#unsaved ??= edit;
      const verdict = this.#options.judge(error);
      this.#setState(verdict);
      if (verdict === 'offline') this.#after(this.#options.retryMs);
    }
  }

  #after(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), ms);
  }

  #setState(state: SaveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
