import {
  clearSelection,
  cutToAngle,
  cutToLayout,
  frameOnAir,
  goToCut,
  markChapter,
  markRange,
  open,
  redo,
  removeSelected,
  shiftCut,
  toggleSilence,
  trimHere,
  turnPicture,
  undo,
  zoom,
} from './commands.ts';
import type { LayoutKind } from '../episode/layout-presets.ts';
import type { Studio } from './studio-context.ts';

export interface KeyCommand {
  readonly group: 'Play' | 'Cut' | 'Select and remove' | 'Everything else';
  /** As people read them. */
  readonly shown: readonly string[];
  readonly label: string;
  /** Whether a key press means this. */
  readonly isMeant: (press: KeyPress) => boolean;
  readonly run: (studio: Studio, press: KeyPress) => void;
}

export interface KeyPress {
  readonly key: string;
  readonly shift: boolean;
  readonly alt: boolean;
  /** Control, or Command on a Mac. */
  readonly command: boolean;
}

const plain = (...keys: readonly string[]) => {
  return ({ key, alt, command, shift }: KeyPress) =>
    !alt && !command && keys.includes(key.toLowerCase()) && (!shift || key.length === 1);
};
const withShift = (key: string) => (press: KeyPress) =>
  press.shift && !press.alt && !press.command && press.key === key;
const withAlt = (key: string) => (press: KeyPress) => press.alt && !press.command && press.key === key;
const withCommand =
  (key: string, shift = false) =>
  (press: KeyPress) =>
    press.command && press.shift === shift && press.key.toLowerCase() === key;

const play = (shown: readonly string[], label: string, rest: Pick<KeyCommand, 'isMeant' | 'run'>) =>
  ({ group: 'Play', shown, label, ...rest }) as const;
const cut = (shown: readonly string[], label: string, rest: Pick<KeyCommand, 'isMeant' | 'run'>) =>
  ({ group: 'Cut', shown, label, ...rest }) as const;
const part = (shown: readonly string[], label: string, rest: Pick<KeyCommand, 'isMeant' | 'run'>) =>
  ({ group: 'Select and remove', shown, label, ...rest }) as const;
const other = (shown: readonly string[], label: string, rest: Pick<KeyCommand, 'isMeant' | 'run'>) =>
  ({ group: 'Everything else', shown, label, ...rest }) as const;

const layoutByKey: Readonly<Record<string, LayoutKind>> = { q: 'side', w: 'grid', r: 'inset' };

/** All keys of the studio, in the order in which they are explained. The first that is meant is run. */
export const keyCommands: readonly KeyCommand[] = [
  play(['Space'], 'Play and pause', { isMeant: plain(' '), run: ({ player }) => player.toggle() }),
  play(['J'], 'Play backwards, faster with each press', {
    isMeant: plain('j'),
    run: ({ player }) => player.shuttle(-1),
  }),
  play(['K'], 'Pause', { isMeant: plain('k'), run: ({ player }) => player.pause() }),
  play(['L'], 'Play forwards, faster with each press', {
    isMeant: plain('l'),
    run: ({ player }) => player.shuttle(1),
  }),
  play(['←', '→'], 'One frame back or forward', {
    isMeant: plain('arrowleft', 'arrowright'),
    run: ({ player }, { key }) => player.step(key === 'ArrowLeft' ? -1 : 1),
  }),
  play(['Shift', '←', '→'], 'One second back or forward', {
    isMeant: (press) => withShift('ArrowLeft')(press) || withShift('ArrowRight')(press),
    run: ({ player }, { key }) => {
      const { num, den } = player.score?.grid ?? { num: 30, den: 1 };
      player.step(Math.round(num / den) * (key === 'ArrowLeft' ? -1 : 1));
    },
  }),
  play(['Home', 'End'], 'Go to the start or the end', {
    isMeant: plain('home', 'end'),
    run: ({ player }, { key }) => {
      player.pause();
      player.seek(key === 'Home' ? 0 : Infinity);
    },
  }),
  play(['G'], 'Go to a time', {
    isMeant: plain('g'),
    run: ({ player, view }) => {
      player.pause();
      view.setState({ isTypingTime: true });
    },
  }),
  cut(['1', '…', '9'], 'Show this camera from the playhead on; also while it plays', {
    isMeant: (press) => /^[1-9]$/.test(press.key) && !press.alt && !press.command,
    run: (studio, { key }) => cutToAngle(studio, Number(key) - 1),
  }),
  cut(['↑', '↓'], 'Previous or next cut', {
    isMeant: plain('arrowup', 'arrowdown'),
    run: (studio, { key }) => goToCut(studio, key === 'ArrowUp' ? -1 : 1),
  }),
  cut(['Alt', '←', '→'], 'Move the selected or nearest cut by a frame', {
    isMeant: (press) => withAlt('ArrowLeft')(press) || withAlt('ArrowRight')(press),
    run: (studio, { key }) => shiftCut(studio, key === 'ArrowLeft' ? -1 : 1),
  }),
  cut(['Q', 'W', 'R'], 'Side by side, all cameras, picture in picture from the playhead on', {
    isMeant: plain('q', 'w', 'r'),
    run: (studio, { key }) => cutToLayout(studio, layoutByKey[key.toLowerCase()] ?? 'side'),
  }),
  cut(['F'], 'Framing of the camera that is on', {
    isMeant: (press) => !press.shift && plain('f')(press),
    run: frameOnAir,
  }),
  cut(['M'], 'Add a chapter here; also while it plays', {
    isMeant: (press) => !press.shift && plain('m')(press),
    run: markChapter,
  }),
  cut(['Shift', 'M'], 'Mute or unmute the selected or current shot', {
    isMeant: (press) => press.shift && plain('m')(press),
    run: toggleSilence,
  }),
  cut(['['], 'Start the programme here', {
    isMeant: plain('['),
    run: (studio) => trimHere(studio, 'start'),
  }),
  cut([']'], 'End the programme here', { isMeant: plain(']'), run: (studio) => trimHere(studio, 'end') }),
  part(['I'], 'Set the start of the selection', {
    isMeant: plain('i'),
    run: (studio) => markRange(studio, 'in'),
  }),
  part(['O'], 'Set the end of the selection', {
    isMeant: plain('o'),
    run: (studio) => markRange(studio, 'out'),
  }),
  part(['Delete'], 'Remove what is selected and close the gap; a cut joins its sides', {
    isMeant: plain('delete', 'backspace'),
    run: removeSelected,
  }),
  part(['Esc'], 'Clear selection', { isMeant: plain('escape'), run: clearSelection }),
  other(['Ctrl', 'Z'], 'Undo', { isMeant: withCommand('z'), run: undo }),
  other(['Ctrl', 'Shift', 'Z'], 'Redo', {
    isMeant: (press) => withCommand('z', true)(press) || withCommand('y')(press),
    run: redo,
  }),
  other(['V'], 'Switch between the programme and its vertical picture', {
    isMeant: plain('v'),
    run: turnPicture,
  }),
  other(['S'], 'Snapping on and off', {
    isMeant: plain('s'),
    run: ({ view }) => view.setState(({ isSnapping }) => ({ isSnapping: !isSnapping })),
  }),
  other(['+', '−'], 'Zoom in or out', {
    isMeant: plain('+', '=', '-', '_'),
    run: (studio, { key }) => zoom(studio, key === '+' || key === '=' ? 1 : -1),
  }),
  other(['0'], 'Fit to window', { isMeant: plain('0'), run: (studio) => zoom(studio, 0) }),
  other(['E'], 'Export', { isMeant: plain('e'), run: (studio) => open(studio, { kind: 'export' }) }),
  other(['?'], 'Show all keyboard shortcuts', {
    isMeant: (press) => press.key === '?',
    run: (studio) => open(studio, { kind: 'keys' }),
  }),
];

/** What a key press means, if anything. */
export function commandFor(press: KeyPress): KeyCommand | undefined {
  return keyCommands.find(({ isMeant }) => isMeant(press));
}
