import { formatDecimal } from '../words/numbers.ts';

/** One line of an export's log as the page shows it. */
export interface LogEntryView {
  readonly title: string;
  /** `exit 0 after 3.2 s`; empty where nothing ran. */
  readonly outcome: string;
  readonly isFault: boolean;
  /** The command as one would type it. */
  readonly command: string | undefined;
  readonly text: string | undefined;
  /** ISO 8601. */
  readonly at: string | undefined;
}

/** Reads a log line of any kind; of one that it does not know it shows everything. */
export function logEntryView(entry: Readonly<Record<string, unknown>>): LogEntryView {
  const { event, task, argv, outcome, durationMs, stderr, text, at } = entry;
  const title = typeof task === 'string' ? task : 'Entry';
  const when = typeof at === 'string' ? at : undefined;
  if (event === 'reused') {
    return {
      title,
      outcome: 'was there already',
      isFault: false,
      command: undefined,
      text: undefined,
      at: when,
    };
  }
  if (event === 'note' && typeof text === 'string') {
    return { title, outcome: '', isFault: false, command: undefined, text, at: when };
  }
  if (event !== 'child') {
    return {
      title,
      outcome: '',
      isFault: false,
      command: undefined,
      text: JSON.stringify(entry, null, 2),
      at: when,
    };
  }
  const ended = typeof outcome === 'string' ? outcome : '';
  const seconds = typeof durationMs === 'number' ? ` after ${formatDecimal(durationMs / 1000, 1)} s` : '';
  return {
    title,
    outcome: `${ended}${seconds}`,
    isFault: ended !== 'exit 0',
    command: Array.isArray(argv) ? argv.map(String).map(quoteForShell).join(' ') : undefined,
    text: typeof stderr === 'string' && stderr.trim() !== '' ? stderr.trimEnd() : undefined,
    at: when,
  };
}

function quoteForShell(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
