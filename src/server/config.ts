import { resolve } from 'node:path';
import { z } from 'zod';
import { accessToken, folderList, hostName, networkList, originList, wholeNumber } from './config-fields.ts';
import { usableCores } from './cpu-share.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Everything an operator may set. Names and defaults as the README lists them. */
const environmentSchema = z.object({
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: hostName.default('127.0.0.1'),
  MEDIA_BASE_PATH: z.string().default('./data'),
  MEDIA_ROOTS: folderList.default([]),
  FFMPEG_CONCURRENCY: wholeNumber(1, 256).optional(),
  EXPORT_CONCURRENCY: wholeNumber(1, 64).default(2),
  QUEUE_LIMIT: wholeNumber(1, 100_000).default(1000),
  EXPORT_TIMEOUT_MINUTES: wholeNumber(1, 10_080).default(720),
  CHILD_NICENESS: wholeNumber(0, 19).default(10),
  STALL_SECONDS: wholeNumber(5, 86_400).default(120),
  DISK_RESERVE_MB: wholeNumber(0, 1_000_000_000).default(1024),
  RETENTION_HOURS: wholeNumber(0, 1_000_000).default(0),
  UPLOAD_LIMIT_MB: wholeNumber(1, 1_000_000_000).default(1_048_576),
  UPLOAD_EXPIRY_HOURS: wholeNumber(1, 100_000).default(72),
  CHUNK_STORE_MB: wholeNumber(0, 1_000_000_000).default(10_240),
  PATH: z.string().optional(),
  FFMPEG_PATH: z.string().default('ffmpeg'),
  FFPROBE_PATH: z.string().default('ffprobe'),
  ALLOWED_ORIGINS: originList.default([]),
  TRUSTED_PROXIES: networkList.default([]),
  ACCESS_TOKEN: accessToken.optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
});

/** The server's settings, checked, with units in the names. */
export interface ServerConfig {
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly mediaBasePath: string;
  readonly mediaRoots: readonly string[];
  /** ffmpeg children at once. */
  readonly ffmpegConcurrency: number;
  /** Cores that this process may use, from the system and its cgroup. */
  readonly cores: number;
  readonly exportConcurrency: number;
  readonly queueLimit: number;
  readonly exportTimeoutMinutes: number;
  /** Of children that somebody waits for, 0 to 19. */
  readonly childNiceness: number;
  readonly stallSeconds: number;
  readonly diskReserveBytes: number;
  /** 0 keeps exports forever. */
  readonly retentionHours: number;
  /** Biggest file that may be uploaded. */
  readonly uploadLimitBytes: number;
  /** An unfinished upload to which nothing was added for this long is deleted. */
  readonly uploadExpiryHours: number;
  readonly chunkStoreBytes: number;
  /** Folders in which programs are looked up, `:`-separated; undefined for the usual ones. */
  readonly searchPath: string | undefined;
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
  readonly allowedOrigins: readonly string[];
  /** Addresses and networks of proxies whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly accessToken: string | undefined;
  readonly logLevel: (typeof logLevels)[number];
}

export type ConfigResult =
  | { readonly isOk: true; readonly config: ServerConfig }
  /** One line for each variable that is wrong. */
  | { readonly isOk: false; readonly complaints: readonly string[] };

/** Checks an environment. A variable that is set to nothing counts as not set, as compose files leave them. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): ConfigResult {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '');
  const parsed = environmentSchema.safeParse(Object.fromEntries(set));
  if (parsed.success) return { isOk: true, config: toConfig(parsed.data) };
  const complaints = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const value = name === 'ACCESS_TOKEN' ? '(not shown)' : JSON.stringify(environment[name]);
    return `${name} ${issue.message}; it is ${value}.`;
  });
  return { isOk: false, complaints };
}

/** The settings of this process; prints every wrong variable and ends the process with 1. */
export function loadConfig(): ServerConfig {
  const result = readConfig(process.env);
  if (result.isOk) return result.config;
  for (const complaint of result.complaints) process.stderr.write(`${complaint}\n`);
  process.exit(1);
}

/** Next and React read NODE_ENV where they are loaded; without it they run their slow development builds. */
export function settleNodeEnv(isDev: boolean): void {
  Object.assign(process.env, {
    NODE_ENV: isDev ? 'development' : 'production',
    // A server of somebody's own reports to nobody.
    NEXT_TELEMETRY_DISABLED: '1',
  });
}

/**
 * Lets Next take the configuration that the build wrote down instead of loading `next.config.ts`, for which it would
 * have to load a compiler first. This is how Next's own standalone server is told (`next build`, `output: standalone`).
 */
export function settleBuiltPages(config: unknown): void {
  Object.assign(process.env, { __NEXT_PRIVATE_STANDALONE_CONFIG: JSON.stringify(config) });
}

function toConfig(env: z.infer<typeof environmentSchema>): ServerConfig {
  const cores = usableCores();
  return {
    port: env.PORT,
    host: env.HOST,
    mediaBasePath: resolve(env.MEDIA_BASE_PATH),
    mediaRoots: env.MEDIA_ROOTS,
    // Measured: one encoder with two threads fills two cores as well as two encoders do.
    ffmpegConcurrency: env.FFMPEG_CONCURRENCY ?? Math.max(2, Math.ceil(cores / 2)),
    cores,
    exportConcurrency: env.EXPORT_CONCURRENCY,
    queueLimit: env.QUEUE_LIMIT,
    exportTimeoutMinutes: env.EXPORT_TIMEOUT_MINUTES,
    childNiceness: env.CHILD_NICENESS,
    stallSeconds: env.STALL_SECONDS,
    diskReserveBytes: env.DISK_RESERVE_MB * 2 ** 20,
    retentionHours: env.RETENTION_HOURS,
    uploadLimitBytes: env.UPLOAD_LIMIT_MB * 2 ** 20,
    uploadExpiryHours: env.UPLOAD_EXPIRY_HOURS,
    chunkStoreBytes: env.CHUNK_STORE_MB * 2 ** 20,
    searchPath: env.PATH,
    ffmpegPath: env.FFMPEG_PATH,
    ffprobePath: env.FFPROBE_PATH,
    allowedOrigins: env.ALLOWED_ORIGINS,
    trustedProxies: env.TRUSTED_PROXIES,
    accessToken: env.ACCESS_TOKEN,
    logLevel: env.LOG_LEVEL,
  };
}
