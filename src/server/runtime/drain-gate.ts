import type { Runtime } from '../../api/runtime.ts';
import { ProblemError } from '../../contract/problems.ts';

/** The runtime of a server that may be on its way out: from then on it is not ready and takes no new work. */
export function withDrainGate(runtime: Runtime, isDraining: () => boolean): Runtime {
  const whileOpen = <Arguments extends unknown[], Result>(act: (...given: Arguments) => Promise<Result>) => {
    return async (...given: Arguments): Promise<Result> => {
      if (isDraining()) throw shuttingDown();
      return act(...given);
    };
  };
  return {
    ...runtime,
    accept: whileOpen(runtime.accept),
    addOutput: whileOpen(runtime.addOutput),
    exports: {
      ...runtime.exports,
      create: whileOpen(runtime.exports.create),
      retry: whileOpen(runtime.exports.retry),
      retryOutput: whileOpen(runtime.exports.retryOutput),
    },
    readiness: async () =>
      isDraining() ? { isReady: false, reasons: ['The server is shutting down.'] } : runtime.readiness(),
  };
}

function shuttingDown(): ProblemError {
  return new ProblemError({
    code: 'NOT_READY',
    message: 'The server is shutting down and takes no new work.',
    hint: 'Try again in a minute.',
  });
}
