import { AsyncLocalStorage } from 'node:async_hooks';
import { sep } from 'node:path';
import { soleAdministrator, type Principal } from '../contract/principal.ts';
import type { Runtime } from '../api/runtime.ts';
import { runtimeSeenBy, type ViewParts } from './runtime-view.ts';

/** What stands behind the door for each caller. */
export interface Owners {
  /** The principal as an owner of things, and all that they may reach; `address` is where they ask from. */
  readonly reachOf: (principal: Principal, address?: string) => Promise<Reach>;
}

export interface Reach {
  /** Under which the principal owns things. */
  readonly ownerId: string;
  readonly runtime: Runtime;
}

/** One view for each owner, so that what is sent to many of one owner's sockets is made once. */
export function openOwners(parts: Omit<ViewParts, 'askedFrom'>): Owners {
  const asking = new AsyncLocalStorage<string | undefined>();
  const askedFrom = () => asking.getStore();
  const views = new Map<string, Runtime>();
  return {
    reachOf: async (principal, address) => {
      await parts.shares.refresh();
      const owner = withoutNeedlessPower(await parts.claim.asOwner(principal));
      await welcome(principal, owner.id, parts);
      const kind = `${owner.id} ${owner.isAdministrator}`;
      const known = views.get(kind);
      const runtime = known ?? runtimeSeenBy(owner, { ...parts, askedFrom });
      if (!known) views.set(kind, runtime);
      return { ownerId: owner.id, runtime: openedFrom(address, runtime, asking) };
    },
  };
}

/** Lets somebody into what was shared with their address before they had an account. */
async function welcome(
  { id, name }: Principal,
  ownerId: string,
  { shares, people }: Pick<ViewParts, 'shares' | 'people'>,
): Promise<void> {
  const address = name.toLowerCase();
  if (!shares.isInvited(address)) return;
  // Nobody gets at what is somebody else's by writing their address into a profile.
  const person = await people.find(id);
  if (person?.isAddressVerified) await shares.welcome(ownerId, address);
}

/** The same view, of which each look at a file knows from where it was asked for. */
function openedFrom(
  address: string | undefined,
  view: Runtime,
  asking: AsyncLocalStorage<string | undefined>,
): Runtime {
  const from =
    <Args extends unknown[], Answer>(ask: (...args: Args) => Answer) =>
    (...args: Args): Answer =>
      asking.run(address, () => ask(...args));
  const { exports, media } = view;
  const assets = { ...media.assets, watch: from(media.assets.watch) };
  return {
    ...view,
    exports: { ...exports, pathOf: from(exports.pathOf) },
    media: { ...media, assets, originalOf: from(media.originalOf) },
  };
}

/** A key that was not made for administration sees what its owner has, whoever that is. */
function withoutNeedlessPower(principal: Principal): Principal {
  const isAdministrator = principal.isAdministrator && principal.scopes.has('admin');
  return { ...principal, isAdministrator };
}

/** Folders of sources, absolute and without links. */
export interface SourceFolders {
  /** Of what has plain names. */
  readonly library: string;
  /** `{owners}/{owner}/sources` are those of other owners. */
  readonly owners: string;
}

/** Makes the inner path of an absolute one; itself where it lies in nobody's folder. */
export function pathOfFileIn({ library, owners }: SourceFolders): (path: string) => string {
  return (path) => {
    if (path.startsWith(library + sep)) return path.slice(library.length + 1);
    if (!path.startsWith(owners + sep)) return path;
    const [owner = '', folder, ...rest] = path.slice(owners.length + 1).split(sep);
    return folder === 'sources' && owner !== soleAdministrator.id ? `~${owner}/${rest.join('/')}` : path;
  };
}
