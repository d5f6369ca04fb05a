/** Where the filter holds the child's own pid, which is known only once it lives. */
export interface SyscallFilter {
  /** A classic BPF program for seccomp, little-endian. */
  readonly program: Buffer;
  readonly pidOffset: number;
  /** Number of the system call that installs it. */
  readonly install: number;
}

interface Architecture {
  readonly audit: number;
  readonly install: number;
  /** Fails with ENETUNREACH. */
  readonly socket: number;
  /** Fail with EPERM: looking into other processes, and ways around this filter. */
  readonly refused: readonly number[];
  /** Fail with EPERM unless the process itself is meant: kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo. */
  readonly ownOnly: readonly number[];
}

/** pidfd_send_signal, io_uring_setup and pidfd_getfd have the same numbers everywhere; the others are ptrace, process_vm_*. */
const everywhere = [424, 425, 438];
const architectures: Readonly<Record<string, Architecture>> = {
  x64: {
    ...{ audit: 0xc000003e, install: 317, socket: 41 },
    refused: [...everywhere, 101, 310, 311],
    ownOnly: [62, 200, 234, 129, 297],
  },
  arm64: {
    ...{ audit: 0xc00000b7, install: 277, socket: 198 },
    refused: [...everywhere, 117, 270, 271],
    ownOnly: [129, 130, 131, 138, 240],
  },
};

const [load, jumpIfEqual, jumpIfAtLeast, answer] = [0x20, 0x15, 0x35, 0x06];
const field = { number: 0, architecture: 4, firstArgument: 16 };
const fails = 0x00050000;
const answers = { unreachable: fails | 101, refused: fails | 1, allowed: 0x7fff0000 };

/** Takes network and signals to others from a child; undefined for processors whose numbers we do not know. */
export function syscallFilter(architecture: string = process.arch): SyscallFilter | undefined {
  const known = architectures[architecture];
  if (!known) return undefined;
  const { audit, install, socket, refused, ownOnly } = known;
  const tests = [
    ...[[jumpIfEqual, socket, 'unreachable'] as const],
    // Calls of the x32 kind have other numbers, and nothing here makes any.
    [jumpIfAtLeast, 0x40000000, 'refused'] as const,
    ...refused.map((number) => [jumpIfEqual, number, 'refused'] as const),
    ...ownOnly.map((number) => [jumpIfEqual, number, 'own'] as const),
  ];
  // Architecture and number (3), the tests, "allowed", the look at whom a signal is for (2), the three answers.
  const at = { own: tests.length + 4, refused: tests.length + 6, unreachable: tests.length + 7 };
  const allowed = tests.length + 8;
  const lines = [
    [load, 0, 0, field.architecture],
    [jumpIfEqual, 0, at.refused - 2, audit],
    [load, 0, 0, field.number],
    ...tests.map(([code, value, target], i) => [code, at[target] - (i + 4), 0, value] as const),
    [answer, 0, 0, answers.allowed],
    [load, 0, 0, field.firstArgument],
    // The pid is put in when it is known.
    [jumpIfEqual, allowed - (at.own + 2), 0, 0],
    [answer, 0, 0, answers.refused],
    [answer, 0, 0, answers.unreachable],
    [answer, 0, 0, answers.allowed],
  ] as const;
  const program = Buffer.alloc(8 * lines.length);
  lines.forEach(([code, yes, no, value], i) => {
    program.writeUInt16LE(code, 8 * i);
    program.writeUInt8(yes, 8 * i + 2);
    program.writeUInt8(no, 8 * i + 3);
    program.writeUInt32LE(value, 8 * i + 4);
  });
  return { program, pidOffset: 8 * (at.own + 1) + 4, install };
}
