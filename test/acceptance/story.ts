import { expect, vi } from "vitest";
import { v7 as uuidv7 } from "uuid";
import { worldPeople } from "../../playground/world.ts";
import type { Admission, Role } from "../../src/storage/generated/enums.ts";
import type { MemberSettings } from "../../src/domain/organizations/organization.ts";
import type { Screen } from "../support/chat.ts";
import type { Name, Scene } from "../support/scene.ts";
import { link } from "../support/scene.ts";

export const platforms = ["slack", "discord"] as const;
export type Chat = (typeof platforms)[number];

/** People are registered on Slack and linked on Discord, so that either platform means the same person. */
export async function registerEverywhere(scene: Scene, names: readonly Name[]): Promise<void> {
  for (const name of names) {
    await scene.on("slack", name).type("register");
    await link(scene, name);
  }
}

export interface Lab {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
}

interface LabOptions {
  /** Besides Alice, who owns it. */
  readonly members?: Partial<Record<Name, Role>>;
  readonly settings?: Partial<MemberSettings>;
  readonly admission?: Admission;
}

/** Slack takes one message a second for each conversation, and these tests are chatty. */
const PATIENCE_MS = 20_000;

const labs = new WeakMap<Scene["db"], number>();

/** Another organization of Alice's, where its members work from now on. */
export async function foundLab(
  { db }: Scene,
  { members = {}, settings = {}, admission }: LabOptions = {},
): Promise<Lab> {
  const nth = (labs.get(db) ?? 0) + 1;
  labs.set(db, nth);
  const lab = { id: uuidv7(), name: `Optics ${nth}`, slug: `optics-${nth}` };
  const { tenantId } = await personCalled(db, "alice");
  const now = new Date();
  await db.organization.create({
    data: { ...lab, tenantId, createdAt: now, prerequisites: [], ...settings, ...(admission && { admission }) },
  });
  for (const [name, role] of Object.entries({ alice: "owner" as const, ...members })) {
    const { id: personId } = await personCalled(db, name);
    const membership = { id: uuidv7(), tenantId, organizationId: lab.id, personId, role, joinedAt: now };
    await db.membership.create({ data: membership });
    await db.person.update({ where: { id: personId }, data: { currentOrganizationId: lab.id } });
  }
  return lab;
}

/** The message that tells somebody, on whichever platform they were last seen. */
export function newsFor(scene: Scene, name: Name, pattern: RegExp): Promise<Screen> {
  const places = placesOf(name).map((platform) => scene.on(platform, name));
  const look = () => {
    const found = places.flatMap((actor) => actor.inbox()).findLast((screen) => pattern.test(words(screen)));
    return found ?? expect.fail(`${name} got no message like ${pattern}`);
  };
  return vi.waitFor(look, { timeout: PATIENCE_MS, interval: 20 });
}

/** An instant as either platform writes it. */
export const aTime = "(?:\\w{3} \\d{1,2} \\w{3} \\d\\d:\\d\\d \\S+|<t:\\d+:f>)";

/** The id of the first invitation to an organization, which no card shows. */
export async function firstInvitation({ db }: Scene, { id }: Lab): Promise<string> {
  const where = { organizationId: id };
  return (await db.invitation.findFirstOrThrow({ where, orderBy: { createdAt: "asc" } })).id;
}

/** An expectation of what will be seen in a moment. */
export function expectSoon<Seen>(look: () => Seen) {
  return expect.poll(look, { timeout: PATIENCE_MS, interval: 20 });
}

function placesOf(name: Name): readonly Chat[] {
  const { slackId, discordId } = worldPeople.find(({ id }) => id === name) ?? {};
  return platforms.filter((platform) => (platform === "slack" ? slackId : discordId));
}

export function personCalled(db: Scene["db"], username: string) {
  return db.person.findFirstOrThrow({ where: { username } });
}

/** Who belongs to an organization, as "bob member", sorted. */
export async function membersOf({ db }: Scene, { id }: Lab): Promise<readonly string[]> {
  const rows = await db.membership.findMany({ where: { organizationId: id }, include: { person: true } });
  return rows.map(({ person, role }) => `${person.username} ${role}`).toSorted();
}

/** A card's words, as a person reads them: without the marks of either platform's formatting. */
export function words({ text }: Screen): string {
  return text.replaceAll(/\*\*|`|-# /gu, "").replaceAll(/\s*\n\s*/gu, "\n");
}

/** Fills in the form that somebody was shown, and sends it. */
export function fillIn({ form, text }: Screen, values: Readonly<Record<string, string>>): Promise<Screen> {
  if (!form) throw new Error(`no form in: ${text}`);
  return form.submit(values);
}

interface Refusal {
  readonly code: string;
  readonly what: string;
  readonly rule: string;
  readonly next: string;
}

/** How every refusal goes: its three lines and code for the asker alone, written down, and nothing else happens. */
export function refused(lines: Refusal) {
  return { ...lines, isPrivate: true, isRecorded: true, isReadable: true, changed: [] };
}

/** What somebody is told who tries what they may not, and what it did to the world. */
export async function refusalOf(scene: Scene, attempt: () => Promise<Screen>) {
  const [before, recorded] = [await everything(scene), await refusalsIn(scene)];
  const screen = await attempt();
  const [after, recordedAfter] = [await everything(scene), await refusalsIn(scene)];
  const lines = linesOf(screen);
  return {
    ...lines,
    isPrivate: screen.isPrivate,
    isRecorded: recordedAfter === recorded + 1,
    isReadable: lines.code === "meter_unknown" ? isReadableWithNames(screen) : isReadable(screen),
    changed: [...after.filter((row) => !before.includes(row)), ...before.filter((row) => !after.includes(row))],
  };
}

function linesOf(screen: Screen): Refusal {
  const lines = words(screen).split("\n");
  // A form that is refused shows why above its fields, below its title.
  const [what = "", rule = "", next = ""] = lines.slice(lines.findIndex((line) => line.startsWith("✗ ")));
  return { what: what.replace("✗ ", ""), rule, next, code: /^code (\w+)$/mu.exec(words(screen))?.[1] ?? "" };
}

const TECHNICAL = /[0-9a-f]{8}-[0-9a-f]{4}-|undefined|\[object|\bnull\b|NaN|Prisma|\bError\b|<@|U0QM|(?<!<t:)\d{17,}/u;

/** Such as gpu_hours, which is GPU hours where nobody has to type it. */
const NAME = /[a-z]_[a-z]/u;
const CODE = /^code \w+$/gmu;

/** No ids, no mentions that nobody resolved, nothing of the machinery, no names that only machines use. */
export function isReadable(screen: Screen): boolean {
  return isReadableWithNames(screen) && !NAME.test(words(screen).replaceAll(CODE, ""));
}

/** The same, where names are said that people type. */
export function isReadableWithNames(screen: Screen): boolean {
  return !TECHNICAL.test(words(screen));
}

function refusalsIn({ db }: Scene): Promise<number> {
  return db.auditEntry.count({ where: { outcome: "refused" } });
}

/** All that a refusal must leave as it was, a row each. */
async function everything({ db }: Scene): Promise<readonly string[]> {
  const rows = await Promise.all([
    db.membership.findMany(),
    db.invitation.findMany({ omit: { codeHashes: true } }),
    db.organization.findMany(),
    db.person.findMany({ omit: { lastSeenAt: true } }),
    db.identity.findMany(),
  ]);
  return rows.flat().map((row) => JSON.stringify(row));
}
