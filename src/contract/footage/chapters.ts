/** A file as a listing shows it. */
export interface ListedFile {
  readonly filePath: string;
  readonly bytes: number;
  /** Of its first picture, and what a probe says beside it; where all of this is known, it tells which file goes on where. */
  readonly timecode?: string | undefined;
  readonly fps?: number | undefined;
  readonly durationSeconds?: number | undefined;
}

/** Files that are one recording, cut up by its camera, in their order: `files` of one angle of a config of version 2. */
export type Chapters = readonly string[];

/** How a camera numbers files: those that share a `recording` are one, or may be one, in the order of their numbers. */
interface Numbered {
  readonly recording: string;
  readonly number: number;
  /** The name says that it is one; otherwise only a file that ends where cameras have to begin another one does. */
  readonly isCertain: boolean;
}

const patterns: readonly ((stem: string) => Numbered | undefined)[] = [
  // GoPro: GX010012, GX020012 and so on are chapters of recording 0012; older ones begin with GOPR0012 and go on with GP010012.
  (stem) =>
    numbered(/^G([HXL])(\d\d)(\d{4})$/i.exec(stem), ([, kind, number, recording]) => [
      `${kind}${recording}`,
      number,
    ]),
  (stem) => numbered(/^GOPR(\d{4})$/i.exec(stem), ([, recording]) => [`P${recording}`, '0']),
  (stem) => numbered(/^GP(\d\d)(\d{4})$/i.exec(stem), ([, number, recording]) => [`P${recording}`, number]),
  // Sony (C0001), AVCHD (00001), Canon (MVI_0001), DJI (DJI_0001): numbered one after another, whatever begins anew.
  (stem) => {
    const [, prefix, number] = /^(C|MVI_|DJI_|)(\d{4,5})$/i.exec(stem) ?? [];
    return number === undefined
      ? undefined
      : { recording: `${prefix?.toUpperCase()}#${number.length}`, number: Number(number), isCertain: false };
  },
];

type Parts = readonly (string | undefined)[];

function numbered(
  match: RegExpExecArray | null,
  read: (parts: Parts) => readonly [recording: string, number: string | undefined],
): Numbered | undefined {
  if (!match) return undefined;
  const [recording, number] = read([...match]);
  return { recording: recording.toUpperCase(), number: Number(number), isCertain: true };
}

/** Where memory cards end a file: 2 and 4 GiB. A camera stops within this share before it. */
const limits = [2 ** 31, 2 ** 32];
const margin = 0.06;

function endsAtLimit({ bytes }: ListedFile): boolean {
  return limits.some((limit) => bytes <= limit && bytes > (1 - margin) * limit);
}

/** Further apart than this, in seconds, two instants of a time code are not the same one: it counts whole frames. */
const sameInstant = 0.2;

/** Whether a file's time code begins where that of the one before it ends. */
function goesOnByTimecode(before: ListedFile, file: ListedFile): boolean {
  const [begin, next] = [clockSeconds(before), clockSeconds(file)];
  if (begin === undefined || next === undefined || before.durationSeconds === undefined) return false;
  const away = (((next - begin - before.durationSeconds) % day) + day) % day;
  return Math.min(away, day - away) < sameInstant;
}

const day = 86_400;

/** Seconds of the day at which a file begins by its time code. */
function clockSeconds({ timecode = '', fps = 0 }: ListedFile): number | undefined {
  const [, hours, minutes, seconds, mark, frames] = /^(\d+):(\d+):(\d+)([:;.])(\d+)$/.exec(timecode) ?? [];
  if (frames === undefined || !(fps > 0)) return undefined;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  const nominal = Math.round(fps);
  // Drop-frame keeps up with the clock; other time code counts nominal seconds.
  return mark === ':' ? (whole * nominal + Number(frames)) / fps : whole + Number(frames) / nominal;
}

/**
 * Recordings of several files, by their names, in the order of the listing: chapters of GoPro, and numbered files of
 * other cameras of which all but the last one end where a memory card makes them, or where the next one's time code begins. Files are of one recording only where
 * they lie in one folder and end alike.
 */
export function findChapters(files: readonly ListedFile[]): readonly Chapters[] {
  const groups = new Map<string, (Numbered & ListedFile)[]>();
  for (const file of files) {
    const [, folder = '', stem = '', ending = ''] = /^(.*\/)?([^/]*)\.([^./]*)$/s.exec(file.filePath) ?? [];
    const found = patterns.map((read) => read(stem)).find((one) => one !== undefined);
    if (!found) continue;
    const key = `${folder} ${ending.toLowerCase()} ${found.recording}`;
    groups.set(key, [...(groups.get(key) ?? []), { ...found, ...file }]);
  }
  return [...groups.values()].flatMap(rowsOf).filter((row) => row.length > 1);
}

/** Cuts numbered files where one is missing, or where a recording may have ended. */
function rowsOf(group: readonly (Numbered & ListedFile)[]): Chapters[] {
  const rows: string[][] = [];
  let last: (Numbered & ListedFile) | undefined;
  for (const file of [...group].sort((a, b) => a.number - b.number)) {
    const goesOn =
      last?.number === file.number - 1 &&
      (file.isCertain || endsAtLimit(last) || goesOnByTimecode(last, file));
    if (goesOn) rows.at(-1)?.push(file.filePath);
    else rows.push([file.filePath]);
    last = file;
  }
  return rows;
}
