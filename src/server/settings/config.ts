import { resolve } from 'node:path';
import { z } from 'zod';
import { accountsFields, accountsSecrets } from './accounts-fields.ts';
import { accountsComplaints, accountsSettingsOf } from './accounts-settings-of.ts';
import type { AccountsSettings } from '../../accounts/accounts-settings.ts';
import {
  accessToken,
  basePath,
  folderList,
  hostList,
  hostName,
  networkList,
  originList,
  redisPrefix,
  redisUrl,
  wholeNumber,
} from './config-fields.ts';
import { usableMemory } from '../../supervisor/process/usable-memory.ts';
import { defaultConcurrency, usableCores } from './cpu-share.ts';
import type { UserLimits } from '../../contract/user-limits.ts';
import { userLimitFields, userLimitsOf } from './user-limit-fields.ts';
import { endpoint, sourceHosts, storagePlace, type SourceHosts } from './storage-fields.ts';
import type { StoragePlace } from '../../storage/open-storage.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Everything an operator may set. Names and defaults as the README lists them. */
const environmentSchema = z.object({
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: hostName.default('127.0.0.1'),
  BASE_PATH: basePath.default(''),
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
  DELETE_AFTER_DOWNLOAD: z.enum(['on', 'off'], 'must be on or off').default('off'),
  UPLOAD_LIMIT_MB: wholeNumber(1, 1_000_000_000).default(1_048_576),
  UPLOAD_EXPIRY_HOURS: wholeNumber(1, 100_000).default(72),
  CHUNK_STORE_MB: wholeNumber(0, 1_000_000_000).default(10_240),
  PATH: z.string().optional(),
  FFMPEG_PATH: z.string().default('ffmpeg'),
  FFPROBE_PATH: z.string().default('ffprobe'),
  ALLOWED_ORIGINS: originList.default([]),
  TRUSTED_PROXIES: networkList.default([]),
  ACCESS_TOKEN: accessToken.optional(),
  WEBHOOK_HOSTS: hostList.default([]),
  REDIS_URL: redisUrl.optional(),
  REDIS_PREFIX: redisPrefix.default('cutroom'),
  STORAGE: storagePlace.optional(),
  S3_ENDPOINT: endpoint.optional(),
  S3_PUBLIC_ENDPOINT: endpoint.optional(),
  S3_REGION: z.string().optional(),
  S3_DOWNLOADS: z.enum(['redirect', 'proxy'], 'must be redirect or proxy').default('redirect'),
  AWS_REGION: z.string().optional(),
  CACHE_MB: wholeNumber(0, 1_000_000_000).default(20_480),
  SOURCE_HOSTS: sourceHosts.default({ origins: [], buckets: [] }),
  ...userLimitFields,
  PREPARE: z.enum(['on', 'off'], 'must be on or off').default('on'),
  RENDER: z.enum(['on', 'off'], 'must be on or off').default('on'),
  WORKER_PORT: wholeNumber(0, 65_535).default(3001),
  ...accountsFields,
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
});

/** The server's settings, checked, with units in the names. */
export interface ServerConfig {
  readonly port: number;
  readonly host: string;
  /** The path that the world sees this server under, without a slash at its end; empty where it has a site of its own. */
  readonly basePath: string;
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
  /** A finished export goes once it has been downloaded whole. */
  readonly deletesAfterDownload: boolean;
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
  /** Undefined where nobody is told apart. */
  readonly accounts: AccountsSettings | undefined;
  /** Of each user, where there are accounts. */
  readonly userLimits: UserLimits;
  /** Hosts that webhooks may call although their addresses are not public, in lower case. */
  readonly webhookHosts: readonly string[];
  /** Where the exports of several machines are kept; undefined where this one is alone. */
  readonly redis: { readonly url: string; readonly prefix: string } | undefined;
  /** Where outputs lie, and more of the library's sources; undefined where all lie in folders. */
  readonly storage: StoragePlace | undefined;
  readonly s3: {
    readonly endpoint: string | undefined;
    /** Where browsers reach the same server; the endpoint unless told. */
    readonly publicEndpoint: string | undefined;
    readonly region: string;
  };
  /** Whether browsers get finished files from the storage itself. */
  readonly redirectsDownloads: boolean;
  /** Space for what of objects is needed here. */
  readonly cacheBytes: number;
  readonly sourceHosts: SourceHosts;
  /** Whether a server of several renders, too. */
  readonly isRendering: boolean;
  /** Whether edits are rendered before they are exported, where this server renders. */
  readonly isPreparing: boolean;
  /** Where a worker answers how it is. */
  readonly workerPort: number;
  readonly logLevel: (typeof logLevels)[number];
}

export type ConfigResult =
  | { readonly isOk: true; readonly config: ServerConfig }
  /** One line for each variable that is wrong. */
  | { readonly isOk: false; readonly complaints: readonly string[] };

/** Variables that no message shows. */
const secrets = new Set(['ACCESS_TOKEN', 'REDIS_URL', ...accountsSecrets]);

/** Checks an environment. A variable that is set to nothing counts as not set, as compose files leave them. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): ConfigResult {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '');
  const parsed = environmentSchema.safeParse(Object.fromEntries(set));
  if (parsed.success) {
    const together = accountsComplaints(parsed.data).map(([name, complaint]) => `${name} ${complaint}.`);
    return together.length > 0
      ? { isOk: false, complaints: together }
      : { isOk: true, config: toConfig(parsed.data) };
  }
  const complaints = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const value = secrets.has(name) ? '(not shown)' : JSON.stringify(environment[name]);
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
    basePath: env.BASE_PATH,
    mediaBasePath: resolve(env.MEDIA_BASE_PATH),
    mediaRoots: env.MEDIA_ROOTS,
    ffmpegConcurrency: env.FFMPEG_CONCURRENCY ?? defaultConcurrency(cores, usableMemory().bytes),
    cores,
    exportConcurrency: env.EXPORT_CONCURRENCY,
    queueLimit: env.QUEUE_LIMIT,
    exportTimeoutMinutes: env.EXPORT_TIMEOUT_MINUTES,
    childNiceness: env.CHILD_NICENESS,
    stallSeconds: env.STALL_SECONDS,
    diskReserveBytes: env.DISK_RESERVE_MB * 2 ** 20,
    retentionHours: env.RETENTION_HOURS,
    deletesAfterDownload: env.DELETE_AFTER_DOWNLOAD === 'on',
    uploadLimitBytes: env.UPLOAD_LIMIT_MB * 2 ** 20,
    uploadExpiryHours: env.UPLOAD_EXPIRY_HOURS,
    chunkStoreBytes: env.CHUNK_STORE_MB * 2 ** 20,
    searchPath: env.PATH,
    ffmpegPath: env.FFMPEG_PATH,
    ffprobePath: env.FFPROBE_PATH,
    allowedOrigins: env.ALLOWED_ORIGINS,
    trustedProxies: env.TRUSTED_PROXIES,
    accessToken: env.ACCESS_TOKEN,
    accounts: accountsSettingsOf(env, resolve(env.MEDIA_BASE_PATH)),
    userLimits: userLimitsOf(env),
    webhookHosts: env.WEBHOOK_HOSTS,
    redis: env.REDIS_URL === undefined ? undefined : { url: env.REDIS_URL, prefix: `{${env.REDIS_PREFIX}}:` },
    storage: env.STORAGE,
    s3: {
      endpoint: env.S3_ENDPOINT,
      publicEndpoint: env.S3_PUBLIC_ENDPOINT,
      region: env.S3_REGION ?? env.AWS_REGION ?? 'us-east-1',
    },
    redirectsDownloads: env.S3_DOWNLOADS === 'redirect',
    cacheBytes: env.CACHE_MB * 2 ** 20,
    sourceHosts: env.SOURCE_HOSTS,
    isRendering: env.RENDER === 'on',
    isPreparing: env.PREPARE === 'on' && env.RENDER === 'on',
    workerPort: env.WORKER_PORT,
    logLevel: env.LOG_LEVEL,
  };
}
