import { z } from 'zod';
import { jsonPieces } from '../../shared/json-pieces.ts';
import { configLimits } from './config-limits.ts';
import { configV1Schema, type ConfigV1, type ConfigV1Input } from './config-v1.ts';
import { configV2Schema, type ConfigV2, type ConfigV2Input } from '../config-v2/config-v2.ts';
import { unknownKeyMessage } from '../config-v2/checks/unknown-keys.ts';
import type { ConfigIssue, Problem } from '../problems.ts';

/** A checked config of any version; `requestOf` says what it asks for, and nothing outside this room looks into it. */
export type ExportConfig = ConfigV1 | ConfigV2;
/** What a client may send: defaults still left out. */
export type ExportConfigInput = ConfigV1Input | ConfigV2Input;

export type ParsedConfig =
  | { readonly isOk: true; readonly config: ExportConfig }
  | { readonly isOk: false; readonly problem: Problem };

/** Checks a config of any supported version. Every issue is listed, each with its path. */
export function parseConfig(input: unknown): ParsedConfig {
  const version = versionOf(input);
  if (version === 2) return checked(input, configV2Schema, listsOfV2);
  if (version === undefined || version === 1) return checked(input, configV1Schema, listsOfV1);
  return {
    isOk: false,
    problem: {
      code: 'UNSUPPORTED_VERSION',
      message: `Config version ${JSON.stringify(version)} is not supported.`,
      hint: 'Send version 1 or 2.',
      issues: [{ path: 'version', message: 'must be 1 or 2' }],
    },
  };
}

/** The longest lists of either version, by the path they stand at. */
const listsOfV1 = { sources: configLimits.sources, segments: configLimits.clips };
const listsOfV2 = {
  sources: configLimits.sources,
  angles: configLimits.angles,
  layouts: configLimits.layouts,
  shots: configLimits.clips,
  overlays: configLimits.overlays,
  titles: configLimits.titles,
  chapters: configLimits.chapters,
  outputs: configLimits.outputs,
};

function checked(
  input: unknown,
  schema: z.ZodType<ExportConfig>,
  lists: Readonly<Record<string, number>>,
): ParsedConfig {
  const { bounded, issues: tooLong } = boundLists(input, lists);
  const parsed = schema.safeParse(bounded, { reportInput: true });
  if (parsed.success && tooLong.length === 0) return { isOk: true, config: parsed.data };
  const found = (parsed.error?.issues ?? []).flatMap((issue) => nameUnknownKeys(issue, schema));
  return { isOk: false, problem: invalidConfig([...tooLong, ...found], schema) };
}

/** An issue for each key that is not known. */
function nameUnknownKeys(issue: z.core.$ZodIssue, schema: z.ZodType): readonly RawIssue[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: unknownKeyMessage(schema, issue.path, key),
  }));
}

/**
 * Cuts lists that are longer than allowed and says so: checking eight million segments one by one would
 * take the memory of the server before anybody read that there are too many.
 */
function boundLists(
  input: unknown,
  bounds: Readonly<Record<string, number>>,
): { bounded: unknown; issues: readonly RawIssue[] } {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { bounded: input, issues: [] };
  }
  const bounded: Record<string, unknown> = { ...input };
  const issues = Object.entries(bounds).flatMap(([key, most]) => {
    const list = bounded[key];
    if (!Array.isArray(list) || list.length <= most) return [];
    bounded[key] = list.slice(0, most);
    return [
      { path: [key], message: `must hold at most ${most.toLocaleString('en')}, and holds ${list.length}` },
    ];
  });
  return { bounded, issues };
}

/** What is said of one place: one of Zod's issues, or one of ours. */
type RawIssue = Pick<z.core.$ZodIssue, 'path' | 'message'> & { code?: string; input?: unknown };

/** Issues in the order in which a config is written. */
function invalidConfig(issues: readonly RawIssue[], schema: z.ZodType): Problem {
  const keys = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const listed = [...issues].sort(inOrderOf(keys)).slice(0, configLimits.issues).map(describeIssue);
  const [first] = listed;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return {
    code: 'INVALID_CONFIG',
    message: first ? `The config is not valid: ${sentenceOf(first)}${more}.` : 'The config is not valid.',
    issues: listed,
  };
}

function inOrderOf(keys: readonly string[]): (a: RawIssue, b: RawIssue) => number {
  return (a, b) => {
    const [aKey, aIndex] = a.path;
    const [bKey, bIndex] = b.path;
    const byKey = keys.indexOf(String(aKey)) - keys.indexOf(String(bKey));
    if (byKey !== 0) return byKey;
    // Of a list first what is said of the whole, then its items by number.
    const rank = (index: PropertyKey | undefined) => (typeof index === 'number' ? index : -1);
    return rank(aIndex) - rank(bIndex);
  };
}

/** The problem of a request other than a config whose shape is wrong. */
export function invalidRequest(issues: readonly z.core.$ZodIssue[]): Problem {
  const listed = issues.map(describeIssue);
  const sentences = listed.map(sentenceOf).join('; ');
  return { code: 'INVALID_REQUEST', message: `The request is not valid: ${sentences}.`, issues: listed };
}

function describeIssue(issue: RawIssue): ConfigIssue {
  const path = formatPath(issue.path);
  if (issue.code === 'invalid_type' && issue.input === undefined && path !== '') {
    return { path, message: 'is missing' };
  }
  if (issue.code === 'invalid_type' && path === '')
    return { path, message: 'the config must be a JSON object' };
  return { path, message: issue.message };
}

function sentenceOf(issue: ConfigIssue): string {
  return issue.path === '' ? issue.message : `${issue.path} ${issue.message}`;
}

/** `segments[3].endTime` */
function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function versionOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'version' in input ? input.version : undefined;
}

/**
 * The content that decides whether two configs with one id are the same export: all but when it was made.
 * Equal content gives equal text; it comes in pieces, since a long one takes a while.
 */
export function contentOf(config: ExportConfig): Iterable<string> {
  const { createdAt: _createdAt, ...content } = config;
  return jsonPieces(content);
}
