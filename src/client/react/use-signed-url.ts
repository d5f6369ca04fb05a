import { skipToken, useQuery } from '@tanstack/react-query';
import { useCutroom } from './context.ts';

/** Half of what a ticket lasts, in milliseconds: the link on a page that lies open works whenever it is pressed. */
const renewMs = 30 * 60_000;

/**
 * The full address of a path that the server handed out, for links, players and pictures. Where the client has a token
 * it carries a ticket, renewed while it is shown; undefined until the first one has come.
 */
export function useSignedUrl(path: string | undefined): string | undefined {
  const { client, queryClient } = useCutroom();
  const isLocked = path !== undefined && client.hasToken;
  const { data } = useQuery(
    {
      queryKey: [['cutroom'], ['signedUrl'], path ?? ''],
      queryFn: isLocked ? () => client.signedUrl(path) : skipToken,
      staleTime: renewMs,
      refetchInterval: renewMs,
    },
    queryClient,
  );
  if (path === undefined) return undefined;
  return isLocked ? data : client.absoluteUrl(path);
}
