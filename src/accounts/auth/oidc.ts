import { getCurrentAdapter } from '@better-auth/core/context';
import type { BetterAuthPlugin, GenericEndpointContext } from 'better-auth';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import type { AccountsSettings, OidcSettings } from '../accounts-settings.ts';
import { firstAdministrator, type Role } from '../people/roles.ts';

/** The provider's id in addresses and in the database. */
export const oidcProviderId = 'oidc';
/** Where the provider sends people back to. */
export const providerCallbackPath = `/api/auth/callback/${oidcProviderId}`;

type Claims = Readonly<Record<string, unknown>>;

/** Sign-in at the provider: discovery, PKCE, and an ID token that its published keys have signed. */
export function oidcPlugins({
  oidc,
  publicUrl,
}: Pick<AccountsSettings, 'oidc' | 'publicUrl'>): BetterAuthPlugin[] {
  if (oidc === undefined) return [];
  return [
    genericOAuth({
      config: [
        {
          providerId: oidcProviderId,
          name: oidc.name,
          discoveryUrl: `${oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
          clientId: oidc.clientId,
          ...(oidc.clientSecret === undefined
            ? { tokenEndpointAuth: { method: 'none' } }
            : { clientSecret: oidc.clientSecret }),
          scopes: [...oidc.scopes],
          ...(publicUrl !== undefined && { redirectURI: `${publicUrl}${providerCallbackPath}` }),
          pkce: true,
          requireIdTokenVerification: true,
          mapProfileToUser: (claims: Claims) => ({
            name: nameOf(claims),
            emailVerified: claims['email_verified'] === true,
          }),
        },
      ],
    }),
  ];
}

/** What better-auth asks before it makes an account, links one or signs somebody in by a provider. */
interface Asked {
  /** The record that is about to be written, for `create-user`; for the others what the provider says. */
  readonly user: { id?: unknown; role?: unknown; readonly email?: string | undefined };
  readonly source: {
    readonly action: 'create-user' | 'link-account' | 'sign-in';
    readonly oauth?: { readonly profile?: Claims | undefined } | undefined;
  };
}

/** Holds the provider's people against what the operator allows, at their first sign-in and at every other. */
export function oidcUserRules(oidc: OidcSettings | undefined) {
  return {
    validateUserInfo: async ({ user, source }: Asked, { context }: GenericEndpointContext) => {
      const claims = source.oauth?.profile;
      if (oidc === undefined || claims === undefined) return { error: 'not_invited' };
      if (!isAllowed(oidc, { email: user.email ?? '', claims })) return { error: 'not_allowed' };
      const isAdministrator = isAdministratorBy(oidc, claims);
      // In the middle of a transaction of better-auth's: on another connection this would wait for itself.
      const adapter = await getCurrentAdapter(context.adapter);
      if (source.action !== 'create-user') {
        if (isAdministrator !== undefined) await setRole(adapter, String(user.id), isAdministrator);
      } else if ((await adapter.count({ model: 'user' })) === 0) Object.assign(user, firstAdministrator);
      else if (isAdministrator === true) Object.assign(user, { role: 'administrator' });
      return undefined;
    },
  };
}

async function setRole(
  adapter: Pick<GenericEndpointContext['context']['adapter'], 'update'>,
  id: string,
  isAdministrator: boolean,
): Promise<void> {
  const role: Role = isAdministrator ? 'administrator' : 'user';
  await adapter.update({ model: 'user', where: [{ field: 'id', value: id }], update: { role } });
}

/** Whether somebody of these claims may sign in. */
export function isAllowed(
  { allowedDomains, allowedGroups, groupsClaim }: OidcSettings,
  { email, claims }: { readonly email: string; readonly claims: Claims },
): boolean {
  const domain = email.toLowerCase().split('@').at(-1) ?? '';
  // An address that nobody has verified says nothing of whom it belongs to.
  const isVerified = claims['email_verified'] === true;
  if (allowedDomains.length > 0 && !(isVerified && allowedDomains.includes(domain))) return false;
  const groups = valuesOf(claims[groupsClaim]);
  return allowedGroups.length === 0 || allowedGroups.some((group) => groups.includes(group));
}

/** What the claims say of the role; undefined where nobody asked them. */
export function isAdministratorBy(oidc: OidcSettings, claims: Claims): boolean | undefined {
  const { administratorClaim: wanted } = oidc;
  return wanted === undefined ? undefined : valuesOf(claims[wanted.name]).includes(wanted.value);
}

function valuesOf(claim: unknown): readonly string[] {
  if (Array.isArray(claim)) return claim.map(String);
  return typeof claim === 'string' || typeof claim === 'boolean' ? [String(claim)] : [];
}

function nameOf(claims: Claims): string {
  const told = [claims['name'], claims['preferred_username'], claims['email']];
  return told.find((name): name is string => typeof name === 'string' && name !== '') ?? '';
}
