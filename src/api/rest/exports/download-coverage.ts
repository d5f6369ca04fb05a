import type { ServerResponse } from 'node:http';

/** Bytes `[from, to)` of a file. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Exports whose downloads are remembered at once; the longest known is forgotten first. */
const most = 1000;

/** Which bytes of which file have been sent, over all answers: downloads are resumed, and players ask for parts. */
export class DownloadCoverage {
  readonly #sent = new Map<string, readonly Stretch[]>();

  /** Adds what an answer has sent; whether all of the file has been sent by now. `key` tells one file from others. */
  add(key: string, res: ServerResponse): boolean {
    const part = sentBy(res);
    if (part === undefined) return false;
    const stretches = joined([...(this.#sent.get(key) ?? []), part]);
    this.#sent.delete(key);
    const isWhole = stretches.some(({ from, to }) => from === 0 && to >= part.size);
    if (!isWhole) this.#sent.set(key, stretches);
    const [longest] = this.#sent.keys();
    if (this.#sent.size > most && longest !== undefined) this.#sent.delete(longest);
    return isWhole;
  }
}

/** Nothing where the client went away before the last byte, or asked for no bytes. */
function sentBy(res: ServerResponse): (Stretch & { readonly size: number }) | undefined {
  if (!res.writableFinished || res.req.method !== 'GET') return undefined;
  if (res.statusCode === 200) {
    const size = Number(res.getHeader('Content-Length'));
    return { from: 0, to: size, size };
  }
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(String(res.getHeader('Content-Range')));
  if (res.statusCode !== 206 || !range) return undefined;
  return { from: Number(range[1]), to: Number(range[2]) + 1, size: Number(range[3]) };
}

function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const sorted = [...stretches].sort((a, b) => a.from - b.from);
  return sorted.reduce<Stretch[]>((done, { from, to }) => {
    const last = done.at(-1);
    if (!last || from > last.to) return [...done, { from, to }];
    return [...done.slice(0, -1), { from: last.from, to: Math.max(last.to, to) }];
  }, []);
}
