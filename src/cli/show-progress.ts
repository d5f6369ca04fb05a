import { performance } from 'node:perf_hooks';
import { progressLine, progressSentence, type ProgressView } from './words/progress-text.ts';
import { writeLine, type Output } from './terminal.ts';

export interface ProgressDisplay {
  readonly update: (view: ProgressView) => void;
  /** Takes the bar off the screen, so that what is written next starts on a clean line. */
  readonly end: () => void;
}

/** Between two redraws of the bar, in milliseconds: quick enough to look alive over ssh. */
const redrawMs = 100;
/** A log gets a line when the stage changes, and within a stage after this much time in milliseconds. */
const logMs = 10_000;

/** A bar that redraws itself on a terminal, a line now and then anywhere else. */
export function showProgress(output: Output): ProgressDisplay {
  return output.isTTY === true ? drawBar(output) : writeLog(output);
}

function drawBar(output: Output): ProgressDisplay {
  let drawnAt = -Infinity;
  let drawnStage = '';
  let isDrawn = false;
  const clear = () => {
    if (isDrawn) output.write('\r\u001b[K');
    isDrawn = false;
  };
  return {
    update: (view) => {
      const now = performance.now();
      if (now - drawnAt < redrawMs && view.stage === drawnStage) return;
      [drawnAt, drawnStage] = [now, view.stage];
      // The last column stays free: terminals that wrap there would leave a line behind at every redraw.
      output.write(`\r\u001b[K${progressLine(view, columnsOf(output) - 1)}`);
      isDrawn = true;
    },
    end: clear,
  };
}

function writeLog(output: Output): ProgressDisplay {
  let writtenAt = -Infinity;
  let writtenStage = '';
  return {
    update: (view) => {
      const now = performance.now();
      if (view.stage === writtenStage && now - writtenAt < logMs) return;
      [writtenAt, writtenStage] = [now, view.stage];
      writeLine(output, progressSentence(view));
    },
    end: () => {},
  };
}

/** Terminals without a size, as some containers have them, say 0. */
function columnsOf({ columns = 0 }: Output): number {
  return columns > 0 ? columns : 80;
}
