/** How live what one sees is. `idle`: nothing is listened to, because nothing more will come. */
export type Connection = 'idle' | 'connecting' | 'live' | 'reconnecting';

/** Opens one subscription; reports how it fares; returns how to end it. */
export type StartFeed = (report: (connection: Connection) => void) => () => void;

interface Feed {
  holders: number;
  connection: Connection;
  stop: () => void;
  lingering: ReturnType<typeof setTimeout> | undefined;
}

/** A feed that nobody holds lives this long, in milliseconds: a remount finds it open. */
const lingerMs = 250;

/**
 * Subscriptions shared by everybody who names the same key, so that ten components showing one export
 * listen once. A feed starts with its first holder and ends soon after its last.
 */
export class SharedFeeds {
  readonly #feeds = new Map<string, Feed>();
  readonly #listeners = new Set<() => void>();

  /** Holds the feed open, starting it if need be. Returns how to let go; letting go twice is harmless. */
  hold(key: string, start: StartFeed): () => void {
    const feed = this.#running(key) ?? this.#open(key, start);
    clearTimeout(feed.lingering);
    feed.holders += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      feed.holders -= 1;
      if (feed.holders === 0) feed.lingering = setTimeout(() => this.#close(key, feed), lingerMs);
    };
  }

  connectionOf(key: string | undefined): Connection {
    return (key === undefined ? undefined : this.#feeds.get(key)?.connection) ?? 'idle';
  }

  /** Calls back whenever the connection of any feed changes. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The feed under this key, unless its stream has ended: whoever comes then wants a new one. */
  #running(key: string): Feed | undefined {
    const feed = this.#feeds.get(key);
    return feed?.connection === 'idle' ? undefined : feed;
  }

  #open(key: string, start: StartFeed): Feed {
    const feed: Feed = { holders: 0, connection: 'connecting', stop: () => {}, lingering: undefined };
    this.#feeds.set(key, feed);
    feed.stop = start((connection) => this.#report(feed, connection));
    this.#announce();
    return feed;
  }

  #close(key: string, feed: Feed): void {
    if (this.#feeds.get(key) === feed) this.#feeds.delete(key);
    feed.stop();
    this.#announce();
  }

  #report(feed: Feed, connection: Connection): void {
    if (feed.connection === connection) return;
    feed.connection = connection;
    this.#announce();
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }
}
