import type { Problem } from '../problems.ts';

/** What `JSON.parse` threw, in words of our own: its message speaks of tokens, and differs from version to version. */
export function invalidJson(thrown: unknown): Problem {
  const said = thrown instanceof Error ? thrown.message : '';
  const position = /at position (\d+)/.exec(said)?.[1];
  const hint =
    position !== undefined
      ? `Look near character ${Number(position) + 1}.`
      : /end of JSON|Unterminated/.test(said)
        ? 'It ends too early.'
        : undefined;
  return {
    code: 'INVALID_JSON',
    message: 'The body is not valid JSON.',
    ...(hint !== undefined && { hint }),
  };
}
