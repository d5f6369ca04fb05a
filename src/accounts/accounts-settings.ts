/** What an operator says about accounts. */
export interface AccountsSettings {
  /** Where the embedded database, the secret and the audit log lie. Absolute. */
  readonly folder: string;
  /** A Postgres; undefined for the embedded database. */
  readonly databaseUrl: string | undefined;
  /** Signs cookies; undefined for one that is made at the first start and kept in `folder`. */
  readonly secret: string | undefined;
  /** The address that people open, with the path that the server lies under, if any; undefined where nobody has said it. */
  readonly publicUrl: string | undefined;
  /** False where people sign in by OIDC or through their editor alone. */
  readonly hasPasswords: boolean;
  /** Who becomes administrator by an e-mail address that a provider has verified, in lower case. */
  readonly administrators: readonly string[];
  readonly oidc: OidcSettings | undefined;
  readonly editor: EditorSettings;
  readonly smtp: SmtpSettings | undefined;
}

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined for a public client, which has PKCE alone. */
  readonly clientSecret: string | undefined;
  /** What the button says: "Sign in with …". */
  readonly name: string;
  readonly scopes: readonly string[];
  /** Domains of e-mail addresses, in lower case; empty lets every one in. */
  readonly allowedDomains: readonly string[];
  /** Empty lets every group in. */
  readonly allowedGroups: readonly string[];
  /** The claim that lists the groups. */
  readonly groupsClaim: string;
  /** Whose claim `name` is or holds `value` is an administrator; undefined leaves roles to Cutroom. */
  readonly administratorClaim: { readonly name: string; readonly value: string } | undefined;
}

/** How the sign-in of an editor is believed that has better-auth itself. */
export interface EditorSettings {
  /** Its better-auth, such as `https://editor.example/api/auth`; undefined where there is none. */
  readonly issuer: string | undefined;
  /** What a JWT must be meant for; undefined for the issuer's origin, as better-auth writes it by default. */
  readonly audience: string | undefined;
  /** What the names of its cookies begin with. */
  readonly cookiePrefix: string;
}

export interface SmtpSettings {
  readonly url: string;
  readonly from: string;
}
