import type { Caller } from '../../../contract/principal.ts';

/** Everything that is open under a session or key, and ends with it. */
export interface SessionWatch {
  /** Calls `end` once when the session is over; call the answer when nobody needs to know any more. */
  readonly follow: (caller: Pick<Caller, 'sessionId' | 'isStillIn'>, end: () => void) => () => void;
  readonly close: () => void;
}

interface Watched {
  readonly isStillIn: () => Promise<boolean>;
  readonly enders: Set<() => void>;
  /** A question that takes long is not asked a second time meanwhile, and keeps nobody else from being asked. */
  isAsking: boolean;
}

/** Asks every `periodMs`, once for each session, however much is open under it. A question that cannot be answered ends nothing. */
export function createSessionWatch(onTrouble: (error: unknown) => void, periodMs: number): SessionWatch {
  const watched = new Map<string, Watched>();
  const ask = async (sessionId: string, session: Watched): Promise<void> => {
    session.isAsking = true;
    try {
      if (await session.isStillIn()) return;
      if (watched.get(sessionId) === session) watched.delete(sessionId);
      endAll(session.enders, onTrouble);
    } catch (error) {
      onTrouble(error);
    } finally {
      session.isAsking = false;
    }
  };
  const timer = setInterval(() => {
    for (const [sessionId, session] of watched) if (!session.isAsking) void ask(sessionId, session);
  }, periodMs);
  timer.unref();
  return {
    follow: ({ sessionId, isStillIn }, end) => {
      const session = watched.get(sessionId) ?? { isStillIn, enders: new Set(), isAsking: false };
      watched.set(sessionId, session);
      session.enders.add(end);
      return () => {
        session.enders.delete(end);
        if (session.enders.size === 0 && watched.get(sessionId) === session) watched.delete(sessionId);
      };
    },
    close: () => clearInterval(timer),
  };
}

/** One that cannot be ended keeps none of the others open. */
function endAll(enders: Iterable<() => void>, onTrouble: (error: unknown) => void): void {
  for (const end of enders) {
    try {
      end();
    } catch (error) {
      onTrouble(error);
    }
  }
}
