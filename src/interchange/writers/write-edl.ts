import { formatRational } from '../../timeline/rational.ts';
import { lastPartOf, sourceFrame, startsOf, type ExchangeEdit, type WrittenEdit } from '../exchange-edit.ts';
import { formatTimecode } from '../time-code.ts';

/** CMX 3600 counts events with three digits. */
const mostEvents = 999;

/** Cuts with reel names, source and record time code; the names of the files stand in comments. */
export function writeEdl(edit: ExchangeEdit): WrittenEdit {
  const { rate, isDropFrame, angles, shots, startTimecode } = edit;
  const timecode = (frame: number): string => formatTimecode(frame, rate, isDropFrame);
  const reels = reelNames(angles.map(({ filePath }) => lastPartOf(filePath)));
  const starts = startsOf(shots);
  const events = shots.flatMap(({ angle: index, from, to, isSilent }, at) => {
    const angle = angles[index];
    if (!angle) return [];
    const source = angle.startTimecode + sourceFrame(angle, from);
    const record = startTimecode + (starts[at] ?? 0);
    // No time code lies before zero.
    const times = [Math.max(0, source), Math.max(0, source) + to - from, record, record + to - from];
    const number = String(at + 1).padStart(3, '0');
    const line = `${number}  ${(reels[index] ?? '').padEnd(8)} ${isSilent ? 'V' : 'B'}     C        ${times.map(timecode).join(' ')}`;
    return [line, `* FROM CLIP NAME: ${lastPartOf(angle.filePath)}`];
  });
  const head = [
    `TITLE: ${edit.name.replace(/\s+/g, ' ')}`,
    `FCM: ${isDropFrame ? 'DROP FRAME' : 'NON-DROP FRAME'}`,
    `* CUTROOM RATE ${formatRational(rate)} SIZE ${edit.width}x${edit.height}`,
    ...angles.map(
      ({ filePath, startTimecode: start, name }, index) =>
        `* CUTROOM REEL ${reels[index]} START ${timecode(start)} FILE ${filePath} NAME ${name.replace(/\s+/g, ' ')}`,
    ),
    '',
  ];
  return { text: `${[...head, ...events].join('\n')}\n`, notes: notesOf(edit) };
}

function notesOf({ shots, angles }: ExchangeEdit): readonly string[] {
  const early = shots.filter(({ angle, from }) => {
    const shown = angles[angle];
    return shown && shown.startTimecode + sourceFrame(shown, from) < 0;
  }).length;
  return [
    'An EDL knows no angles: each shot names its file.',
    ...(shots.length > mostEvents
      ? [`There are ${shots.length} events; CMX 3600 has numbers for 999, and some programs read no more.`]
      : []),
    ...(early > 0 ? [`${early} shots begin before their file does; they were put at its beginning.`] : []),
  ];
}

/** Eight capital letters and digits, each another one. */
function reelNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name, index) => {
    const plain = name
      .replace(/\.[^.]*$/, '')
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '');
    const short = plain.slice(0, 8) || `REEL${index + 1}`;
    let [reel, count] = [short, 1];
    // AX and BL mean something else: an unnamed source, and black.
    while (taken.has(reel) || reel === 'AX' || reel === 'BL') {
      count += 1;
      reel = `${short.slice(0, 8 - String(count).length)}${count}`;
    }
    taken.add(reel);
    return reel;
  });
}
