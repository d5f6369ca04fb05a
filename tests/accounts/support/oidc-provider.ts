import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Account } from 'oidc-provider';

/** A provider of a test's own, at which nobody is asked anything. */
export interface TestProvider extends AsyncDisposable {
  readonly issuer: string;
  /** Follows the way through the provider as that person; answers where it leads back to. */
  readonly signIn: (location: string, person: string) => Promise<string>;
  readonly setGroups: (person: string, groups: readonly string[]) => void;
}

const people: Record<string, { readonly email: string; groups: readonly string[] }> = {
  ada: { email: 'ada@team.example', groups: ['editors'] },
  bo: { email: 'bo@team.example', groups: [] },
  cleo: { email: 'cleo@elsewhere.example', groups: ['editors'] },
};

export async function startProvider(...redirectUris: readonly string[]): Promise<TestProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'cutroom',
        client_secret: 'a secret of the client',
        redirect_uris: [...redirectUris],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ['a key of the test'] },
    findAccount: (_, id): Account => ({
      accountId: id,
      claims: () => ({
        sub: id,
        name: id,
        email: people[id]?.email,
        email_verified: true,
        groups: [...(people[id]?.groups ?? [])],
      }),
    }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    setGroups: (person, groups) => {
      const known = people[person];
      if (known) known.groups = groups;
    },
    signIn: (location, person) => walkThrough({ location, person, issuer, redirectUris }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Walk {
  readonly location: string;
  readonly person: string;
  readonly issuer: string;
  readonly redirectUris: readonly string[];
}

/** A browser that fills in the two forms of the provider. */
async function walkThrough({ location, person, issuer, redirectUris }: Walk): Promise<string> {
  const jar = new Map<string, string>();
  let next = location;
  for (let step = 0; step < 12; step += 1) {
    if (redirectUris.some((uri) => next.startsWith(`${uri}?`))) return next;
    const prompt = /\/interaction\//.test(next) && (await promptOf(next, jar));
    const response = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(prompt && {
        method: 'POST',
        body: new URLSearchParams(
          prompt === 'login' ? { prompt, login: person, password: 'any' } : { prompt },
        ),
      }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    const to = response.headers.get('location');
    if (to === null) throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
    next = new URL(to, issuer).href;
  }
  throw new Error('the provider leads in a circle');
}

async function promptOf(url: string, jar: ReadonlyMap<string, string>): Promise<string> {
  const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
  const page = await (await fetch(url, { headers })).text();
  return /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? '';
}
