import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { ProblemError } from '../../contract/problems.ts';
import type { EditorUser } from './editor-user.ts';

/** Signatures that are made with a private key. With a shared one, whoever checks could sign. */
const algorithms = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'ES512', 'RS256', 'RS512', 'PS256', 'PS512'];
/** Clocks of two machines differ by less, in seconds. */
const clockSeconds = 5;

export interface EditorJwt {
  readonly user: EditorUser;
  /** Names the token without telling it: the second in which it ends, and a digest. */
  readonly id: string;
}

export type ReadEditorJwt = (token: string) => Promise<EditorJwt | undefined>;

/**
 * Reads JWTs of the editor, by the keys that it publishes. Undefined for one that is not its, not meant for here, or too
 * old; rejects with NOT_READY where the keys cannot be had.
 */
export function createJwtReader(issuer: string, audience: string | undefined): ReadEditorJwt {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`), { timeoutDuration: 5000 });
  const { origin } = new URL(issuer);
  const expected = { issuer: [origin, issuer], audience: audience ?? [origin, issuer] };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        ...expected,
        algorithms,
        clockTolerance: clockSeconds,
        requiredClaims: ['sub', 'exp'],
      });
      const digest = createHash('sha256').update(token).digest('base64url').slice(0, 22);
      return { user: editorUserOf(payload), id: `${payload.exp ?? 0}.${digest}` };
    } catch (error) {
      if (isOfToken(error)) return undefined;
      throw new ProblemError(
        {
          code: 'NOT_READY',
          message: `The keys of the editor at ${origin} cannot be read.`,
          hint: 'Try again in a moment.',
        },
        { cause: error },
      );
    }
  };
}

export function looksLikeJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}

function editorUserOf(payload: JWTPayload): EditorUser {
  const { sub = '', email, name, emailVerified } = payload as JWTPayload & Record<string, unknown>;
  const isVerified = emailVerified === true || payload['email_verified'] === true;
  return {
    id: sub,
    email: typeof email === 'string' ? email : `${sub.toLowerCase()}@editor.invalid`,
    isEmailVerified: typeof email === 'string' && isVerified,
    name: typeof name === 'string' ? name : '',
  };
}

/** What is wrong with the token, not with the way to the keys. */
function isOfToken(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return false;
  return error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC';
}
