import fc from "fast-check";
import { expect, it } from "vitest";
import { DomainError } from "../../../src/domain/errors.ts";
import { acceptInvitation } from "../../../src/domain/invitations/accept-invitation.ts";
import { createInvitation } from "../../../src/domain/invitations/create-invitation.ts";
import { listMyInvitations } from "../../../src/domain/invitations/list-invitations.ts";
import { holds, isAtLeast, organizationScoped } from "../../../src/domain/memberships/authority.ts";
import { changeRole } from "../../../src/domain/memberships/change-role.ts";
import { leaveOrganization } from "../../../src/domain/memberships/leave-organization.ts";
import { removeMember } from "../../../src/domain/memberships/remove-member.ts";
import { configureOrganization } from "../../../src/domain/organizations/configure-organization.ts";
import type { MemberSettings } from "../../../src/domain/organizations/organization.ts";
import type { Role } from "../../../src/storage/generated/enums.ts";
import { aPerson, aTenant, anOrganization, contextOf } from "../../support/builders.ts";
import type { SomePerson, World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

const who = fc.nat({ max: 4 });
const role = fc.constantFrom("owner", "admin", "member");
const step = fc.oneof(
  fc.record({ verb: fc.constant("role" as const), actor: who, target: who, role }),
  fc.record({ verb: fc.constant("invite" as const), actor: who, target: who, role }),
  fc.record({ verb: fc.constant("accept" as const), actor: who }),
  fc.record({ verb: fc.constant("remove" as const), actor: who, target: who }),
  fc.record({ verb: fc.constant("leave" as const), actor: who }),
  fc.record({ verb: fc.constant("configure" as const), actor: who, on: fc.boolean() }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Play {
  readonly world: World;
  readonly people: readonly SomePerson[];
  readonly organizationId: string;
}

async function aPlay(): Promise<Play> {
  const world = await aTenant(database.db);
  const people: SomePerson[] = [];
  for (const name of ["Olga", "Otto", "Adam", "Mia", "Nora"]) people.push(await aPerson(world, { name }));
  // One of the owners is suspended: an owner by name who can answer for nothing.
  const sue = await aPerson(world, { name: "Sue", state: "suspended" });
  const ranks: readonly Role[] = ["owner", "owner", "admin", "member"];
  const members = ranks.map((rank, index) => [person(people, index), rank] as const);
  const lab = await anOrganization(world, { members: [...members, [sue, "owner"]] });
  return { world, people, organizationId: lab.id };
}

function person(people: readonly SomePerson[], index: number): SomePerson {
  const found = people[index];
  if (!found) throw new Error(`there is no person ${index}`);
  return found;
}

async function perform({ world, people, organizationId }: Play, one: Step): Promise<unknown> {
  const context = contextOf(world, person(people, one.actor));
  switch (one.verb) {
    case "role":
      return changeRole(context, { organizationId, personId: person(people, one.target).id, role: one.role });
    case "invite": {
      const invitee = { kind: "person", personId: person(people, one.target).id } as const;
      return createInvitation(context, { organizationId, invitee, role: one.role });
    }
    case "accept": {
      const [invitation] = await listMyInvitations(context);
      return invitation && acceptInvitation(context, { invitationId: invitation.id });
    }
    case "remove":
      return removeMember(context, { organizationId, personId: person(people, one.target).id });
    case "leave":
      return leaveOrganization(context, { organizationId });
    case "configure":
      return configureOrganization(context, { organizationId, settings: { membersCanInvite: one.on } });
  }
}

async function attempt(play: Play, one: Step): Promise<void> {
  await perform(play, one).catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
  });
}

async function stateOf(organizationId: string) {
  const organization = await database.db.organization.findUniqueOrThrow({
    where: { id: organizationId },
    include: { memberships: { include: { person: true } } },
  });
  const settings: MemberSettings = organization;
  const roles = new Map(organization.memberships.map((one) => [one.personId, one.role]));
  const keepers = organization.memberships.filter((one) => one.role === "owner" && one.person.state === "active");
  return { place: { kind: organization.kind, settings }, roles, keepers: keepers.length };
}

type State = Awaited<ReturnType<typeof stateOf>>;

/** Who has more after one step than anybody else could have given: a permission, or a rank above the giver's. */
function gainedFromNobody(before: State, after: State): readonly string[] {
  const hasAll = (giver: Role, role: Role) =>
    isAtLeast(giver, role) &&
    organizationScoped.every(
      (permission) => !holds(role, before.place, permission) || holds(giver, before.place, permission),
    );
  return [...after.roles].flatMap(([personId, role]) => {
    const had = before.roles.get(personId);
    if (had !== undefined && isAtLeast(had, role)) return [];
    const givers = [...before.roles].filter(([giver]) => giver !== personId);
    return givers.some(([, giver]) => hasAll(giver, role)) ? [] : [`${personId} became ${role}`];
  });
}

it("no sequence of verbs leaves an organization without a usable owner, nor gives what no giver had (E12, E13)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const play = await aPlay();
      for (const one of steps) {
        const before = await stateOf(play.organizationId);
        await attempt(play, one);
        const after = await stateOf(play.organizationId);
        expect(after.keepers).toBeGreaterThan(0);
        expect(gainedFromNobody(before, after)).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
}, 240_000);

it("no simultaneous verbs leave an organization without a usable owner (E12)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 8 }), async (steps) => {
      const play = await aPlay();
      await Promise.all(steps.map((one) => attempt(play, one)));
      expect((await stateOf(play.organizationId)).keepers).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
}, 240_000);
