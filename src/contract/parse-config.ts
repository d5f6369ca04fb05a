import type { z } from 'zod';
import type { Edl } from '../timeline/edl.ts';
import { rationalFromNumber } from '../timeline/rational.ts';
import { frameRateFromNumber } from '../timeline/frame-rate.ts';
import { configLimits } from './config-limits.ts';
import { configV1Schema, type ConfigV1 } from './config-v1.ts';
import type { ConfigIssue, Problem } from './problems.ts';
import type { RenditionRequest } from './rendition.ts';

/** The newest config an export may carry. Later versions join the union; nothing behind this room sees them. */
export type ExportConfig = ConfigV1;

export type ParsedConfig =
  | { readonly isOk: true; readonly config: ExportConfig }
  | { readonly isOk: false; readonly problem: Problem };

/** Checks a config of any supported version. Every issue is listed, each with its path. */
export function parseConfig(input: unknown): ParsedConfig {
  const version = versionOf(input);
  if (version !== undefined && version !== 1) {
    return {
      isOk: false,
      problem: {
        code: 'UNSUPPORTED_VERSION',
        message: `Config version ${JSON.stringify(version)} is not supported.`,
        hint: 'Send version 1.',
        issues: [{ path: 'version', message: 'must be 1' }],
      },
    };
  }
  const { bounded, issues: tooLong } = boundLists(input);
  const parsed = configV1Schema.safeParse(bounded, { reportInput: true });
  if (parsed.success && tooLong.length === 0) return { isOk: true, config: parsed.data };
  return { isOk: false, problem: invalidConfig([...tooLong, ...(parsed.error?.issues ?? [])]) };
}

/**
 * Cuts lists that are longer than allowed and says so: checking eight million segments one by one would
 * take the memory of the server before anybody read that there are too many.
 */
function boundLists(input: unknown): { bounded: unknown; issues: readonly RawIssue[] } {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { bounded: input, issues: [] };
  }
  const bounds = { sources: configLimits.sources, segments: configLimits.clips };
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
function invalidConfig(issues: readonly RawIssue[]): Problem {
  const listed = [...issues].sort(inConfigOrder).slice(0, configLimits.issues).map(describeIssue);
  const [first] = listed;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return {
    code: 'INVALID_CONFIG',
    message: first ? `The config is not valid: ${sentenceOf(first)}${more}.` : 'The config is not valid.',
    issues: listed,
  };
}

const keyOrder = ['version', 'id', 'projectId', 'projectName', 'createdAt', 'sources', 'segments', 'output'];

function inConfigOrder(a: RawIssue, b: RawIssue): number {
  const [aKey, aIndex] = a.path;
  const [bKey, bIndex] = b.path;
  const byKey = keyOrder.indexOf(String(aKey)) - keyOrder.indexOf(String(bKey));
  if (byKey !== 0) return byKey;
  // Of a list first what is said of the whole, then its items by number.
  const rank = (index: PropertyKey | undefined) => (typeof index === 'number' ? index : -1);
  return rank(aIndex) - rank(bIndex);
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

/** The edit decision list of a config, with exact times. */
export function edlOf(config: ExportConfig): Edl {
  return {
    sources: config.sources.map(({ id, name, filePath }) => ({ id, name, path: filePath })),
    clips: config.segments.map((segment) => ({
      source: segment.sourceIndex,
      inPoint: rationalFromNumber(segment.startTime),
      outPoint: rationalFromNumber(segment.endTime),
      hasSound: segment.audioFromSource,
      ...(segment.outside === 'black' && { mayBeBlack: true }),
    })),
  };
}

/** What the config asks the output to be. */
export function renditionRequestOf(config: ExportConfig): RenditionRequest {
  const { format, width, height, fps, codec, includeAudio } = config.output;
  return { format, width, height, rate: frameRateFromNumber(fps), codec, includeAudio };
}

/**
 * The content that decides whether two configs with one id are the same export: all but when it was made.
 * Equal content gives equal text.
 */
export function contentOf(config: ExportConfig): string {
  const { createdAt: _createdAt, ...content } = config;
  return JSON.stringify(content);
}
