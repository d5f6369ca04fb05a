/** What somebody is told who comes with a ticket that has done its service. */
export const linkExpired = {
  code: 'UNAUTHORIZED',
  message: 'This link has expired.',
  hint: 'Open it again from the page that it came from, or ask whoever sent it for a new one.',
} as const;

/** After so many wrong ones that they are guesses; the right one still opens. */
export function tooManyGuesses(what: 'access tokens' | 'keys') {
  return {
    code: 'TOO_MANY_REQUESTS',
    message: `Too many wrong ${what} came from this address.`,
    hint: 'Send the right one.',
  } as const;
}

/** A session opens nothing for whoever merely leads its browser here. */
export const foreignReader = {
  code: 'FORBIDDEN_ORIGIN',
  message: 'A page of another site led here; your session opens nothing for it.',
  hint: 'Open the address yourself. If that page is your editor, add its origin to ALLOWED_ORIGINS.',
} as const;
