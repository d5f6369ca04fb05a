import type { AccountPort, Administration } from '../api/runtime.ts';
import type { DiskUsage, OwnAccount, PeopleDesk } from '../contract/account.ts';
import { splitOwnedId, type ViewerNames } from '../contract/owned-name.ts';
import type { NoteAudit, People, Person, Principal } from '../contract/principal.ts';
import { ProblemError } from '../contract/problems.ts';
import type { SharedPerson, UserUsage } from '../contract/user-limits.ts';
import type { Exports } from '../jobs/ports.ts';
import type { Projects } from '../projects/ports.ts';
import { noSuchProject } from '../projects/project-problems.ts';
import type { HouseClaim } from './claim-house.ts';
import type { LimitStore } from './limits/limit-store.ts';
import type { OwnerLimits } from './limits/open-limits.ts';
import { ownAccountOf } from './own-account.ts';
import type { ProjectShares } from './shares/ports.ts';
import type { Sight } from './sight.ts';

export interface AccountParts {
  readonly people: People;
  readonly own: OwnAccount;
  readonly desk: PeopleDesk;
  readonly measureDisk: () => Promise<DiskUsage>;
  readonly claim: HouseClaim;
  readonly shares: ProjectShares;
  readonly limits: OwnerLimits;
  readonly limitStore: LimitStore;
  readonly projectsOf: (owner: string) => Projects;
  readonly noteAudit: NoteAudit;
}

export interface AccountViewer {
  /** As an owner of things. */
  readonly principal: Principal;
  readonly names: ViewerNames;
  readonly sight: Sight;
  /** As the viewer may see them. */
  readonly exports: Exports;
}

/** What a server with accounts offers one caller beside their own things. */
export function accountOf(viewer: AccountViewer, parts: AccountParts): AccountPort {
  const { principal, names, sight } = viewer;
  const { people, claim, shares, limits, projectsOf, noteAudit } = parts;
  const inner = async (id: string): Promise<string> => {
    const key = names.idIn(id);
    if (key === undefined || !sight.maySeeProject(key)) throw new ProblemError(noSuchProject(id));
    const { owner, name } = splitOwnedId(key);
    await projectsOf(owner).get(name);
    return key;
  };
  const sharedWith = (key: string) => withNames(shares.list(key), parts);
  return {
    usage: () => limits.usageOf(principal.id),
    sharedWith: async (id) => sharedWith(await inner(id)),
    share: async (id, { name, level }) => {
      const key = await inner(id);
      if (!sight.mayRemoveProject(key)) throw new ProblemError(ownersShare);
      const address = name.trim().toLowerCase();
      if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw new ProblemError(noAddress(name));
      // Answered alike whether anybody has the address: otherwise everybody could ask who has an account.
      const person = await people.findByName(address);
      const ownerId = person && claim.ownerIdOf(person.id);
      if (ownerId === splitOwnedId(key).owner) throw new ProblemError(ownerAnyway);
      await shares.share(key, { id: ownerId, address }, level ?? undefined);
      return sharedWith(key);
    },
    own: ownAccountOf(parts.own, () => claim.accountIdOf(principal.id) ?? principal.id),
    noteAudit,
    administration: administrationOf(viewer, parts),
  };
}

/** In the order of the addresses: any other would tell which of them have accounts. */
async function withNames(
  shared: ReturnType<ProjectShares['list']>,
  { people, claim }: AccountParts,
): Promise<readonly SharedPerson[]> {
  const entry = (name: string, level: SharedPerson['level']) => ({ id: name, name, level });
  const named = shared.people.map(async ({ id, level }) => {
    const person = await people.find(claim.accountIdOf(id) ?? id);
    // An account that is gone can do nothing any more.
    return person ? [entry(person.name, level)] : [];
  });
  const invited = shared.invited.map(({ address, level }) => entry(address, level));
  return [...(await Promise.all(named)).flat(), ...invited].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function administrationOf(
  { exports }: AccountViewer,
  { people, desk, claim, limits, limitStore, measureDisk }: AccountParts,
): Administration {
  const usageOf = async ({ id, name, isAdministrator, isDisabled }: Person): Promise<UserUsage> => {
    const owner = claim.ownerIdOf(id);
    const hasOwnLimits = limitStore.hasOwn(owner);
    return { id, name, isAdministrator, isDisabled, hasOwnLimits, ...(await limits.usageOf(owner)) };
  };
  const find = async (id: string): Promise<Person> => {
    const person = await people.find(id);
    if (person) return person;
    throw new ProblemError({
      code: 'NOT_FOUND',
      message: `There is no user ${JSON.stringify(id.slice(0, 128))}.`,
    });
  };
  return {
    people: desk,
    disk: measureDisk,
    usageOfAll: async () => Promise.all((await people.list()).map(usageOf)),
    setLimits: async (id, wanted) => {
      const person = await find(id);
      await limitStore.set(claim.ownerIdOf(id), wanted ?? undefined);
      return usageOf(person);
    },
    exportsOf: async (query, id) => {
      const owner = id === undefined ? undefined : claim.ownerIdOf((await find(id)).id);
      return exports.list({ ...query, of: owner ?? 'everybody' });
    },
  };
}

const ownersShare = { code: 'FORBIDDEN', message: 'Only the owner of a project can share it.' } as const;

const ownerAnyway = {
  code: 'INVALID_REQUEST',
  message: 'A project is not shared with its owner.',
} as const;

function noAddress(name: string) {
  return {
    code: 'INVALID_REQUEST',
    message: `${JSON.stringify(name.slice(0, 200))} is not an e-mail address.`,
    hint: 'Write the whole e-mail address of the person.',
  } as const;
}
