import { describe, expect, it } from "vitest";
import { dispatch } from "../../src/commands/dispatch.ts";
import { buildForm } from "../../src/commands/form.ts";
import type { Form } from "../../src/commands/reply.ts";
import type { Call } from "../../src/notifications/message.ts";
import { anOrganization, aPerson, aTenant } from "../support/builders.ts";
import type { SomePerson, World } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { anApp, anInvocation, callNamed, pressed, read, replyOf, typed } from "./asking.ts";

const database = useDatabase();

async function given(name = "Vision Lab") {
  const world = await aTenant(database.db);
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const bob = await aPerson(world, { name: "Bob Ekman", username: "bob" });
  const lab = await anOrganization(world, {
    name,
    members: [
      [alice, "owner"],
      [bob, "member"],
    ],
  });
  const isThere = async () => (await world.db.membership.count({ where: { organizationId: lab.id } })) > 0;
  return { world, alice, bob, lab, isThere };
}

/** The form behind the button of the question. */
async function askedForName(world: World, person: SomePerson, line: string): Promise<Form> {
  const call = callNamed(await typed(world, person, line), "Delete");
  const invocation = anInvocation(world, { via: "button", call }, { userId: person.slackId });
  const outcome = await dispatch(anApp(world.db), invocation);
  if (outcome.kind !== "form") throw new Error(`a form was expected, not ${JSON.stringify(outcome)}`);
  return outcome.form;
}

async function sent(world: World, person: SomePerson, call: Call) {
  return replyOf(
    await dispatch(anApp(world.db), anInvocation(world, { via: "form", call }, { userId: person.slackId })),
  );
}

const filled = ({ command, fixed }: Form, name: string): Call => ({ command, input: { ...fixed, typed: name } });

describe("what cannot be undone", () => {
  it("is asked about first: object, effect, count, and that it cannot be undone", async () => {
    const { world, alice, isThere } = await given();
    const question = await typed(world, alice, "org delete Vision Lab");

    expect(read(question)).toMatchInlineSnapshot(`
      "Delete Vision Lab for good?
      All 2 members, you among them, lose access to all that it shares, at once. No invitation is pending.
      This cannot be undone: the same people would have to be brought together anew. The audit log keeps what happened."
    `);
    expect(question.actions?.map(({ label }) => label)).toEqual(["Delete", "Cancel"]);
    expect(await isThere()).toBe(true);
  });

  it("wants the name typed, in a form that says again what it is about", async () => {
    const { world, alice } = await given();
    const { intro, submit, fields } = await askedForName(world, alice, "org delete Vision Lab");

    expect({ intro, submit, fields }).toMatchInlineSnapshot(`
      {
        "fields": [
          {
            "kind": "line",
            "label": "Type Vision Lab to delete it",
            "maxLength": 200,
            "name": "typed",
            "required": true,
          },
        ],
        "intro": "Delete Vision Lab for good?
      All 2 members, you among them, lose access to all that it shares, at once. No invitation is pending.
      This cannot be undone: the same people would have to be brought together anew. The audit log keeps what happened.",
        "submit": "Delete",
      }
    `);
  });

  it("is not done for a wrong name, which is an error at the field; nothing typed is lost", async () => {
    const { world, alice, isThere } = await given();
    const form = await askedForName(world, alice, "org delete Vision Lab reason:merged");
    const call = filled(form, "Vison Lab");
    const refused = await sent(world, alice, call);

    expect(refused).toMatchObject({
      code: "name_mistyped",
      fieldErrors: {
        typed: "“Vison Lab” is not its name. It is called Vision Lab; what cannot be undone wants the name typed.",
      },
    });
    expect(await isThere()).toBe(true);
    const invocation = anInvocation(world, { via: "form", call }, { userId: alice.slackId });
    expect(await buildForm(anApp(world.db), invocation, call)).toEqual({
      ...form,
      fields: form.fields.map((field) => ({ ...field, value: "Vison Lab" })),
    });
  });

  it.each([
    ["as it is written", "Vision Lab", "Vision Lab"],
    ["as a telephone would write it", `Ann's "Lab"-2`, "  ann’s  “LAB”–2 "],
  ])("is done for the name %s", async (_how, name, words) => {
    const { world, alice, isThere } = await given(name);
    const form = await askedForName(world, alice, "org delete current".replace("current", await slugIn(world)));

    expect(await sent(world, alice, filled(form, words))).toMatchObject({
      tone: "success",
      title: `Deleted ${name}`,
      replaces: true,
    });
    expect(await isThere()).toBe(false);
  });

  it("asks once more where yes comes without a name", async () => {
    const { world, alice, lab, isThere } = await given();
    const call = { command: "org delete", input: { org: lab.id, confirm: "yes" } };
    const outcome = await dispatch(
      anApp(world.db),
      anInvocation(world, { via: "form", call }, { userId: alice.slackId }),
    );

    expect(outcome.kind).toBe("form");
    expect(await isThere()).toBe(true);
  });

  it("tells a stale click who did it", async () => {
    const { world, alice, isThere } = await given();
    const question = callNamed(await typed(world, alice, "org delete Vision Lab"), "Delete");
    await sent(world, alice, filled(await askedForName(world, alice, "org delete Vision Lab"), "Vision Lab"));
    expect(await isThere()).toBe(false);

    expect(read(await pressed(world, alice, question))).toMatchInlineSnapshot(`
      "Vision Lab is not there any more.
      Alice Moreau deleted it on 2026-11-21 12:00; that can't be undone.
      See which organizations and projects are yours."
    `);
  });

  it("means what was asked about, even where something else has its name now", async () => {
    const { world, alice } = await given();
    const question = callNamed(await typed(world, alice, "org delete Vision Lab"), "Delete");
    await sent(world, alice, filled(await askedForName(world, alice, "org delete Vision Lab"), "Vision Lab"));
    await typed(world, alice, "org create Vision Lab");

    expect((await pressed(world, alice, question)).code).toBe("organization_deleted");
  });
});

async function slugIn({ db, tenantId }: World): Promise<string> {
  return (await db.organization.findFirstOrThrow({ where: { tenantId } })).slug;
}
