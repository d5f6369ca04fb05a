import { isFields, isNumber, itemsOf, type CrossIssue, type Fields } from '../../config/loose-fields.ts';
import { nameIssues, type NamesOfConfig } from './names-of-config.ts';

type Path = CrossIssue['path'];

/** What is wrong with everything that lies on the programme: sound, overlays, titles, chapters, and with areas. */
export function* stretchIssues(
  config: Fields,
  names: NamesOfConfig,
  seconds: number | undefined,
): Generator<CrossIssue> {
  const { sound } = config;
  if (isFields(sound)) yield* soundIssues(sound, names, seconds);
  for (const key of ['overlays', 'titles']) {
    for (const [index, item] of itemsOf(config[key])) yield* rangeIssues(item, [key, index], seconds);
  }
  for (const [index, { time }] of itemsOf(config['chapters'])) {
    yield* beginIssues(time, ['chapters', index, 'time'], seconds);
  }
  for (const [index, angle] of itemsOf(config['angles'])) {
    yield* areaIssues(angle['crop'], ['angles', index, 'crop']);
  }
  for (const [index, { tiles }] of itemsOf(config['layouts'])) {
    for (const [place, tile] of itemsOf(tiles)) {
      yield* areaIssues(tile, ['layouts', index, 'tiles', place]);
      yield* areaIssues(tile['crop'], ['layouts', index, 'tiles', place, 'crop']);
    }
  }
}

function* soundIssues(
  { tracks, follow, music, loudness, truePeak }: Fields,
  names: NamesOfConfig,
  seconds: number | undefined,
): Generator<CrossIssue> {
  if (Array.isArray(tracks) && follow === true) {
    yield { path: ['sound', 'follow'], message: 'must be left out where there are tracks' };
  }
  if (truePeak !== undefined && loudness === undefined) {
    yield { path: ['sound', 'truePeak'], message: 'needs a loudness beside it' };
  }
  for (const [index, track] of itemsOf(tracks)) yield* trackIssues(track, ['sound', 'tracks', index], names);
  for (const [index, piece] of itemsOf(music)) {
    const path = ['sound', 'music', index];
    yield* nameIssues(piece['source'], [...path, 'source'], { what: 'source', among: [names.sources] });
    yield* rangeIssues(piece, path, seconds);
  }
}

function* trackIssues(track: Fields, path: Path, names: NamesOfConfig): Generator<CrossIssue> {
  const { source, angle } = track;
  if (source === undefined && angle === undefined) yield { path: [...path, 'source'], message: 'is missing' };
  if (source !== undefined && angle !== undefined) {
    yield { path: [...path, 'angle'], message: 'must be left out where there is a source' };
  }
  yield* nameIssues(source, [...path, 'source'], { what: 'source', among: [names.sources] });
  yield* nameIssues(angle, [...path, 'angle'], { what: 'angle', among: [names.angles] });
  for (const key of ['offset', 'driftPpm']) {
    if (angle === undefined || track[key] === undefined) continue;
    yield { path: [...path, key], message: 'must be left out: the angle has its own' };
  }
}

function* rangeIssues({ from, to }: Fields, path: Path, seconds: number | undefined): Generator<CrossIssue> {
  const begin = isNumber(from) ? from : 0;
  if (isNumber(to) && to <= begin) yield { path: [...path, 'to'], message: 'must be after from' };
  yield* beginIssues(from, [...path, 'from'], seconds);
}

/** What would never be seen or heard is a mistake; what only ends too late is cut. */
export function* beginIssues(time: unknown, path: Path, seconds: number | undefined): Generator<CrossIssue> {
  if (seconds === undefined || seconds <= 0 || !isNumber(time) || time < seconds) return;
  yield {
    path,
    message: `lies behind the end of the programme, which lasts ${Number(seconds.toFixed(3))} s`,
  };
}

export function* areaIssues(area: unknown, path: Path): Generator<CrossIssue> {
  if (!isFields(area)) return;
  for (const [from, size, what] of [
    ['x', 'width', 'wide'],
    ['y', 'height', 'high'],
  ] as const) {
    const begin = area[from];
    const length = area[size];
    // Thirds do not add up to one in floats.
    if (!isNumber(begin) || !isNumber(length) || begin + length <= 1 + 1e-6) continue;
    yield { path: [...path, size], message: `is too ${what}: ${from} + ${size} must be at most 1` };
  }
}
