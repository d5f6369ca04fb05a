import { nearestWord } from '../../../shared/nearest-word.ts';
import { isFields, itemsOf, type CrossIssue, type Fields } from '../../config/loose-fields.ts';

/** Everything in a config that other parts of it name. */
export interface NamesOfConfig {
  readonly sources: ReadonlySet<string>;
  readonly angles: ReadonlySet<string>;
  readonly layouts: ReadonlySet<string>;
}

type Path = CrossIssue['path'];

export function namesOfConfig(config: Fields): NamesOfConfig {
  const ids = (list: unknown) =>
    new Set([...itemsOf(list)].flatMap(([, { id }]) => (typeof id === 'string' ? [id] : [])));
  return { sources: ids(config['sources']), angles: ids(config['angles']), layouts: ids(config['layouts']) };
}

/** What is wrong with a name that stands for something else in the config; nothing where it is no name at all. */
export function* nameIssues(
  name: unknown,
  path: Path,
  { what, among }: { readonly what: string; readonly among: readonly ReadonlySet<string>[] },
): Generator<CrossIssue> {
  if (typeof name !== 'string' || name === '' || among.some((known) => known.has(name))) return;
  const nearest = nearestWord(
    name,
    among.flatMap((known) => [...known]),
  );
  const meant = nearest === undefined ? '' : `; did you mean ${JSON.stringify(nearest)}?`;
  yield { path, message: `names no ${what}${meant}` };
}

/** Names that are given twice, and parts of the config that name what is not there. */
export function* namingIssues(config: Fields, names: NamesOfConfig): Generator<CrossIssue> {
  yield* doubleIds(config, ['sources'], 'source');
  yield* doubleIds(config, ['angles', 'layouts'], 'angle or layout');
  yield* doubleIds(config, ['outputs'], 'output');
  const source = { what: 'source', among: [names.sources] };
  for (const [index, { files }] of itemsOf(config['angles'])) {
    if (!Array.isArray(files)) continue;
    for (const [place, file] of files.entries()) {
      yield* nameIssues(file, ['angles', index, 'files', place], source);
    }
  }
  const angle = { what: 'angle', among: [names.angles] };
  for (const [index, { tiles }] of itemsOf(config['layouts'])) {
    for (const [place, tile] of itemsOf(tiles)) {
      yield* nameIssues(tile['angle'], ['layouts', index, 'tiles', place, 'angle'], angle);
    }
  }
  for (const [index, overlay] of itemsOf(config['overlays'])) {
    yield* nameIssues(overlay['source'], ['overlays', index, 'source'], source);
  }
  const { captions } = config;
  if (isFields(captions)) yield* nameIssues(captions['source'], ['captions', 'source'], source);
}

function* doubleIds(config: Fields, lists: readonly string[], what: string): Generator<CrossIssue> {
  const seen = new Set<unknown>();
  for (const list of lists) {
    for (const [index, { id }] of itemsOf(config[list])) {
      if (typeof id === 'string' && seen.has(id)) {
        yield { path: [list, index, 'id'], message: `is the id of another ${what}` };
      }
      seen.add(id);
    }
  }
}
