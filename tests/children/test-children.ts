import { tmpdir } from 'node:os';
import type { ChildWork } from '../../src/children/child-work.ts';
import type { ChildrenOptions } from '../../src/children/children-options.ts';
import { openChildren, type Children } from '../../src/children/open-children.ts';

/** The real ffmpeg and ffprobe of this machine, two children at once, unless told otherwise. */
export function openTestChildren(options: Partial<ChildrenOptions> = {}): Children {
  return openChildren({
    ...{ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', searchPath: process.env['PATH'] },
    ...{ concurrency: 2, cores: 2, folder: tmpdir(), reserveBytes: 0, stallMs: 120_000 },
    ...options,
  });
}

/** The same children, and `onStart` told of each when it gets its slot. */
export function tellStarts(children: Children, onStart: (label: string) => void): Children {
  const told = (work: ChildWork): ChildWork => ({
    ...work,
    args: (threads) => {
      onStart(work.label);
      return work.args(threads);
    },
  });
  return { ...children, run: (work) => children.run(told(work)) };
}

/** The same children, and `onBytes` called for whatever one of them hands on. */
export function onFirstBytes(children: Children, onBytes: () => void): Children {
  return {
    ...children,
    run: (work) => {
      const { output } = work;
      if (typeof output === 'string' || !('onData' in output)) return children.run(work);
      const onData = (bytes: Uint8Array) => {
        onBytes();
        return output.onData(bytes);
      };
      return children.run({ ...work, output: { onData } });
    },
  };
}

/** What every child is asked with, for tests in which it does not matter. */
export function workOf(more: Partial<ChildWork> & Pick<ChildWork, 'args'>): ChildWork {
  return {
    ...{ program: 'ffmpeg', label: 'the test', kind: 'work', priority: 0, yields: false, output: 'progress' },
    uses: { reads: [], writes: [], size: 'large' },
    signal: new AbortController().signal,
    ...more,
  };
}
