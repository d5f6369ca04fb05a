/** How a client shows who it is. */
export interface CredentialOptions {
  /**
   * The server's `ACCESS_TOKEN`, or what a proxy of yours takes in its place. A function is asked again before each
   * request and each connection, so a token may be short-lived.
   */
  readonly token?: string | (() => string | Promise<string>);
  /**
   * What opens a WebSocket, where that is not `token`: a one-time token that a program of yours has asked the server for
   * (`account.socketToken`). Left out, a client without a token asks for one itself where browsers may send no cookie
   * with a socket: on another origin, and where `headers` show who it is.
   */
  readonly socketToken?: () => Promise<string | undefined>;
  /** More headers for everything that goes by HTTP. Browsers send none of them with sockets and event streams. */
  readonly headers?:
    | Readonly<Record<string, string>>
    | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);
  /** In place of the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** The same, ready to be used. */
export interface Credentials {
  readonly hasToken: boolean;
  /** Who it is shows in what does not go along with sockets and event streams, although there is no token. */
  readonly isShownByHeaders: boolean;
  readonly token: () => Promise<string | undefined>;
  /** Of every request, `Authorization` included. */
  readonly headers: () => Promise<Record<string, string>>;
  /** With cookies: a server that asks for a sign-in knows its people by one, also on another port. */
  readonly fetch: (input: string | URL, init?: RequestInit) => Promise<Response>;
}

export function credentialsOf(options: CredentialOptions): Credentials {
  const token = async () => (typeof options.token === 'function' ? options.token() : options.token);
  // Looked up at each call: tools that watch requests replace the global one later.
  const send: typeof fetch = (input, init) => (options.fetch ?? fetch)(input, init);
  return {
    hasToken: options.token !== undefined,
    isShownByHeaders: options.token === undefined && options.headers !== undefined,
    token,
    headers: async () => {
      const secret = await token();
      const more = typeof options.headers === 'function' ? await options.headers() : options.headers;
      return { ...more, ...(secret && { Authorization: `Bearer ${secret}` }) };
    },
    fetch: (input, init) => send(input, { credentials: 'include', ...init }),
  };
}
