import { z } from 'zod';
import { pathPrefixOf } from '../door/sender/path-prefix.ts';

const onOff = z.enum(['on', 'off'], 'must be on or off');

const postgresUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^postgres(?:ql)?:$/.test(new URL(text).protocol), {
    message: 'must be the address of a Postgres, such as postgres://cutroom:password@db.lan:5432/cutroom',
  });

const smtpUrl = z.string().refine((text) => URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol), {
  message: 'must be the address of a mail server, such as smtps://user:password@mail.example:465',
});

/** An address of the web, without a slash at its end. */
const webUrl = (example: string) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
      message: `must be an http or https address, such as ${example}`,
    })
    .transform((text) => text.replace(/\/+$/, ''));

/** A path in it is the one that the server is seen under. */
const publicUrl = webUrl('https://cutroom.example').refine(
  (text) => {
    const { origin, pathname } = new URL(text);
    const path = pathname === '/' ? '' : pathname;
    return text === origin + path && (path === '' || pathPrefixOf(path) !== undefined);
  },
  {
    message:
      'must be scheme and host, and the path of BASE_PATH if there is one, such as https://cutroom.example or https://example.org/cutroom',
  },
);

/** Words with commas between them. */
const wordList = z
  .string()
  .transform((text) => text.split(',').map((word) => word.trim()))
  .transform((words) => words.filter((word) => word !== ''));

const lowerCaseList = wordList.transform((words) => words.map((word) => word.toLowerCase()));

const claim = z
  .string()
  .regex(/^[^=\s]+=.+$/, 'must be a claim and its value, such as groups=cutroom-admins')
  .transform((text) => {
    const [name = '', ...value] = text.split('=');
    return { name, value: value.join('=') };
  });

const secret = z
  .string()
  .min(32, 'must have at least 32 characters, so that it cannot be guessed')
  .max(512, 'must have at most 512 characters');

/** What an operator may set about accounts. */
export const accountsFields = {
  ACCOUNTS: onOff.default('off'),
  DATABASE_URL: postgresUrl.optional(),
  AUTH_SECRET: secret.optional(),
  PUBLIC_URL: publicUrl.optional(),
  PASSWORD_SIGN_IN: onOff.default('on'),
  ADMIN_EMAILS: lowerCaseList.default([]),
  AUTH_ISSUER: webUrl('https://editor.example').optional(),
  AUTH_AUDIENCE: z.string().optional(),
  AUTH_COOKIE_PREFIX: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'must be a short word, such as better-auth')
    .default('better-auth'),
  OIDC_ISSUER: webUrl('https://id.example/realms/team').optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(60, 'must have at most 60 characters').default('single sign-on'),
  OIDC_SCOPES: wordList.default(['openid', 'email', 'profile']),
  OIDC_ALLOWED_DOMAINS: lowerCaseList.default([]),
  OIDC_ALLOWED_GROUPS: wordList.default([]),
  OIDC_GROUPS_CLAIM: z.string().default('groups'),
  OIDC_ADMIN_CLAIM: claim.optional(),
  SMTP_URL: smtpUrl.optional(),
  SMTP_FROM: z.string().default('Cutroom <cutroom@localhost>'),
};

/** Those that no message shows. */
export const accountsSecrets = ['DATABASE_URL', 'AUTH_SECRET', 'OIDC_CLIENT_SECRET', 'SMTP_URL'] as const;
