import { spawnSync } from 'node:child_process';
import { findExecutable } from '../process/find-executable.ts';
import { syscallFilter } from './syscall-filter.ts';

/** What this system lets us take from a child by its own hand, just before it becomes ffmpeg. */
export interface Confinement {
  /** The interpreter that every Debian has: there is no other way to a bare system call without a compiler. */
  readonly perl: string;
  /** Version of Landlock, which confines a process to some files; 0 where the kernel has none. From 6 on, signals too. */
  readonly landlock: number;
  readonly hasFilter: boolean;
}

/** The files of one child. Everything else is closed to it. */
export interface ChildFiles {
  readonly reads: readonly string[];
  /** They exist already. */
  readonly writes: readonly string[];
  /** Folders of programs and libraries beside those that every system has. */
  readonly programs: readonly string[];
}

const right = { execute: 1, write: 2, read: 4, list: 8, truncate: 1 << 14 };
const folders = { access: right.execute | right.read | right.list };

/** Programs, libraries and their settings, and what tells a library how many processors there are. */
const systemFolders = ['/usr', '/lib', '/lib32', '/lib64', '/bin', '/nix/store', '/gnu/store'];
const systemReads = ['/etc/alternatives', '/etc/fonts', '/sys/devices/system'];
const systemFiles = [
  '/etc/ld.so.cache',
  '/etc/ssl/openssl.cnf',
  '/etc/localtime',
  '/proc/cpuinfo',
  '/proc/meminfo',
];
const devices = ['/dev/null', '/dev/zero', '/dev/urandom', '/dev/random'];

/**
 * Takes away the files (Landlock: rules of access and path, as far as the path exists), then the system calls (seccomp),
 * then becomes the program. Numbers of system calls from 424 on are the same on every processor. Where the parent died
 * before the kernel was told to end its child with it, nobody else would: then it ends itself.
 */
const launcher = [
  'my($parent,$attr,$code,$at,$install,$n)=splice@ARGV,0,6;exit 126 if getppid!=$parent;',
  'if(length$attr){my$a=pack"H*",$attr;my$set=syscall 444,$a,length$a,0;exit 126 if$set<0;',
  'while($n-->0){my($access,$path)=splice@ARGV,0,2;sysopen my$file,$path,0x200000 or next;',
  'my$rule=pack"QL",$access,fileno$file;exit 126 if syscall(445,$set,1,$rule,0)<0}',
  'exit 126 if syscall(446,$set,0)<0}',
  'if(length$code){my$c=pack"H*",$code;substr($c,$at,4)=pack"L",$$;my$p=pack"Sx6P",length($c)/8,$c;',
  'exit 126 if syscall($install+0,1,0,$p)<0}',
  'exec{$ARGV[0]}@ARGV;exit 127',
].join('');

/** Finds out what the kernel offers. It starts a child, so ask once. */
export function detectConfinement(searchPath: string): Confinement | undefined {
  const lookup = findExecutable('perl', { searchPath });
  if (process.platform !== 'linux' || lookup.kind !== 'found') return undefined;
  const asked = spawnSync(lookup.path, ['-e', 'print syscall(444,0,0,1)'], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (asked.status !== 0) return undefined;
  const landlock = Math.max(0, Number(asked.stdout) || 0);
  return { perl: lookup.path, landlock, hasFilter: syscallFilter() !== undefined };
}

/** The argv that goes before a program's own. It needs `no_new_privs`, which setpriv gives. */
export function confineArgs({ perl, landlock, hasFilter }: Confinement, files: ChildFiles): string[] {
  const filter = hasFilter ? syscallFilter() : undefined;
  const rules = landlock > 0 ? rulesOf(files, landlock) : [];
  return [
    ...[perl, '-e', launcher, '--', String(process.pid)],
    landlock > 0 ? rulesetOf(landlock).toString('hex') : '',
    filter ? filter.program.toString('hex') : '',
    ...[filter?.pidOffset ?? 0, filter?.install ?? 0, rules.length].map(String),
    ...rules.flatMap(([access, path]) => [String(access), path]),
  ];
}

/** Everything that this version can take away: files, TCP, signals and sockets of other processes. */
function rulesetOf(version: number): Buffer {
  const files = (1 << (version < 2 ? 13 : version < 3 ? 14 : version < 5 ? 15 : 16)) - 1;
  const words = [files, ...(version >= 4 ? [3] : []), ...(version >= 6 ? [3] : [])];
  const ruleset = Buffer.alloc(8 * words.length);
  words.forEach((word, i) => ruleset.writeBigUInt64LE(BigInt(word), 8 * i));
  return ruleset;
}

function rulesOf({ reads, writes, programs }: ChildFiles, version: number): (readonly [number, string])[] {
  const writing = right.read | right.write | (version >= 3 ? right.truncate : 0);
  return [
    ...[...systemFolders, ...programs].map((path) => [folders.access, path] as const),
    ...systemReads.map((path) => [right.read | right.list, path] as const),
    ...[...systemFiles, ...reads].map((path) => [right.read, path] as const),
    ...[...devices, ...writes].map((path) => [writing, path] as const),
  ];
}
