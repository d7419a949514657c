import { afterEach, describe, expect, it } from "vitest";
import type { NounOutline } from "../../../src/commands/outline.ts";
import type { Outcome } from "../../../src/commands/reply.ts";
import type { FakeCommand } from "./fake-desk.ts";
import { said } from "./fake-desk.ts";
import type { Running } from "./local.ts";
import { ann, bob, general, guild, running } from "./local.ts";

const nouns: readonly NounOutline[] = [
  { name: "whoami", summary: "Say who you are here", options: [] },
  {
    name: "invite",
    summary: "Invite and manage people",
    verbs: [
      {
        name: "create",
        summary: "Invite someone",
        options: [
          { name: "person", hint: "Who to invite", kind: "person" },
          { name: "org", hint: "Where to", kind: "suggested" },
          { name: "role", hint: "What they may do", kind: "choice", choices: [{ value: "member", label: "member" }] },
        ],
      },
    ],
  },
];

const form = {
  title: "Invite someone",
  submit: "Invite",
  fields: [
    { name: "person", label: "Person", kind: "person", required: true },
    { name: "message", label: "Message", kind: "lines", required: false },
  ],
} as const;

let current: Running | undefined;
async function start(commands: Readonly<Record<string, FakeCommand>>, options = {}): Promise<Running> {
  current = await running(nouns, commands, options);
  return current;
}
afterEach(() => current?.stop());

describe("a slash command", () => {
  it("is answered at once, to the asker alone", async () => {
    const { local } = await start({ whoami: { run: () => said({ title: "Ann Moreau", lines: ["owner"] }) } });

    const outcome = await local.as(ann).command(general, "whoami");

    const seen = local.as(ann).messages(general).at(-1);
    expect(outcome.kind).toBe("replied");
    expect(seen).toMatchObject({ content: "**Ann Moreau**", isEphemeral: true, embeds: [{ description: "owner" }] });
    expect(local.as(bob).messages(general)).toEqual([]);
  });

  it.each(["before-effect", "after-effect"] as const)(
    "is answered whole, and once, though the connection is lost %s",
    async (when) => {
      const { local } = await start({ whoami: { run: () => said({ title: "Ann Moreau", lines: ["owner"] }) } });
      local.faults.add({ target: "POST /interactions/*", times: 1, effect: { kind: "dropped", when } });

      await local.as(ann).command(general, "whoami");

      await local.as(ann).until((person) => person.messages(general).at(-1));
      await current?.platform.stop();
      expect(local.as(ann).messages(general)).toMatchObject([
        { content: "**Ann Moreau**", embeds: [{ description: "owner" }] },
      ]);
    },
  );

  it("is seen by everybody when the command says so", async () => {
    const { local } = await start({ whoami: { run: forAll, visibleTo: "everyone" } });

    await local.as(ann).command(general, "whoami");

    expect(local.as(bob).messages(general).at(-1)).toMatchObject({ content: "**For all**", isEphemeral: false });
  });

  it("says that it is thinking while the work goes on, and answers in that place", async () => {
    const work = Promise.withResolvers<Outcome>();
    const { local } = await start({ whoami: { run: () => work.promise } });

    const outcome = await local.as(ann).command(general, "whoami");
    work.resolve(said({ title: "Done" }));

    expect(outcome.kind).toBe("deferred");
    const answer = await local
      .as(ann)
      .until((person) => person.messages(general).find((seen) => seen.state === "sent"));
    expect(answer).toMatchObject({ content: "**Done**", isEphemeral: true });
  });

  it("is refused in private even when everybody saw that it was being worked on", async () => {
    const work = Promise.withResolvers<Outcome>();
    const { local } = await start({ whoami: { run: () => work.promise, visibleTo: "everyone" } });
    await local.as(ann).command(general, "whoami");

    work.resolve(said({ title: "You may not", tone: "refusal" }));

    await local.as(bob).until((person) => person.messages(general).length === 0);
    expect(local.as(ann).messages(general)).toMatchObject([{ content: "✗ **You may not**", isEphemeral: true }]);
  });

  it("carries the person as a mention, the server and who asks", async () => {
    const { local, desk } = await start({ "invite create": { run: () => said({ title: "Invited" }) } });

    await local.as(ann).command(general, "invite create", { person: bob, role: "member" });

    expect(desk.dispatched[0]).toMatchObject({
      platform: "discord",
      workspace: { externalId: guild.id, name: guild.name },
      user: { externalId: ann, handle: "ann", displayName: "Ann Moreau" },
      asked: { via: "options", call: { command: "invite create", input: { person: `<@${bob}>`, role: "member" } } },
    });
  });

  it("takes an address in the place of a member", async () => {
    const { local, desk } = await start({ "invite create": { run: () => said({ title: "Invited" }) } });

    await local.as(ann).command(general, "invite create", { email: "eve@example.com" });

    expect(desk.dispatched[0]?.asked).toMatchObject({ call: { input: { person: "eve@example.com" } } });
  });

  it("works in direct messages, for the one server there is", async () => {
    const { local, desk } = await start({ whoami: { run: () => said({ title: "Ann" }) } });
    await current?.platform.messenger.send(ann, parcel("k", "Hello"));
    const direct = local
      .as(ann)
      .channels()
      .find(({ kind }) => kind === "direct");

    await local.as(ann).command(direct?.id ?? "", "whoami");

    expect(desk.dispatched[0]?.workspace).toEqual({ externalId: guild.id, name: guild.name });
  });
});

describe("a form", () => {
  it("opens when something required is missing, with what was given filled in", async () => {
    const { local } = await start({
      "invite create": { run: () => said({ title: "Invited" }), required: ["person", "message"], form },
    });

    const outcome = await local.as(ann).command(general, "invite create", { person: bob, role: "member" });

    expect(outcome).toMatchObject({ kind: "modal" });
    expect(local.as(ann).modal()?.fields).toMatchObject([
      { customId: "person", kind: "user-select", value: [bob] },
      { customId: "person~written", kind: "short-text", value: "" },
      { customId: "message", kind: "paragraph" },
    ]);
  });

  it("runs the command with what was typed and what was given before", async () => {
    const { local, desk } = await start({
      "invite create": { run: () => said({ title: "Invited" }), required: ["person"], form },
    });
    await local.as(ann).command(general, "invite create", { role: "member" });

    const outcome = await local.as(ann).submitModal({ "person~written": "eve@example.com", message: "Welcome\nhere" });

    expect(outcome.kind).toBe("replied");
    expect(desk.dispatched[0]?.asked).toEqual({
      via: "form",
      call: {
        command: "invite create",
        input: { role: "member", person: "eve@example.com", message: "Welcome\nhere" },
      },
    });
  });

  it("that has mistakes is listed, and opens again with everything typed", async () => {
    const mistaken = said({ title: "Not like this", tone: "refusal", fieldErrors: { person: "No such person." } });
    const { local } = await start({ "invite create": { run: () => mistaken, required: ["person"], form } });
    await local.as(ann).command(general, "invite create");
    await local.as(ann).submitModal({ "person~written": "nobody", message: "Hello" });
    const listed = local.as(ann).messages(general).at(-1);
    expect(listed?.embeds[0]?.description).toBe("**Person:** No such person.");

    const outcome = await local.as(ann).press(listed?.id ?? "", buttonOf(listed, "Continue editing"));

    expect(outcome.kind).toBe("modal");
    expect(local.as(ann).modal()?.fields).toMatchObject([
      { customId: "person", value: [] },
      { customId: "person~written", value: "nobody" },
      { customId: "message", value: "Hello" },
    ]);
  });

  it("sent again from its list of mistakes puts the answer in the list's place", async () => {
    let tries = 0;
    const run = () =>
      (tries += 1) === 1 ? said({ title: "No", fieldErrors: { person: "No." } }) : said({ title: "Invited" });
    const { local } = await start({ "invite create": { run, required: ["person"], form } });
    await local.as(ann).command(general, "invite create");
    await local.as(ann).submitModal({ "person~written": "nobody" });
    const listed = local.as(ann).messages(general).at(-1);
    await local.as(ann).press(listed?.id ?? "", buttonOf(listed, "Continue editing"));

    const outcome = await local.as(ann).submitModal({ "person~written": "eve@example.com" });

    expect(outcome).toMatchObject({ kind: "updated", messageId: listed?.id });
    expect(
      local
        .as(ann)
        .messages(general)
        .map(({ content }) => content),
    ).toEqual(["**Invited**"]);
  });

  it("refuses a member and an address at once, keeping both", async () => {
    const { local, desk } = await start({
      "invite create": { run: () => said({ title: "Invited" }), required: ["person"], form },
    });
    await local.as(ann).command(general, "invite create");

    await local.as(ann).submitModal({ person: [bob], "person~written": "eve@example.com" });

    expect(local.as(ann).messages(general).at(-1)?.embeds[0]?.description).toContain("not both");
    expect(desk.dispatched).toEqual([]);
  });

  it("that takes too long to prepare waits behind a button", async () => {
    const slow = { run: () => said({ title: "Invited" }), required: ["person"], form, formAfterMs: 1900 };
    const { local } = await start({ "invite create": slow });

    await local.as(ann).command(general, "invite create", { role: "member" });

    const prompt = local.as(ann).messages(general).at(-1);
    expect(prompt).toMatchObject({ isEphemeral: true });
    expect(buttonOf(prompt, "Open form")).toMatch(/^p0\./u);
  });

  it("asked for after the work has begun waits behind a button", async () => {
    const work = Promise.withResolvers<Outcome>();
    const { local } = await start({
      whoami: { run: () => work.promise },
      "invite create": { run: () => said({ title: "Invited" }), form },
    });
    await local.as(ann).command(general, "whoami");
    work.resolve({ kind: "form", form: { ...form, command: "invite create", fixed: { role: "member" } } });
    const prompt = await local
      .as(ann)
      .until((person) => person.messages(general).find((seen) => seen.state === "sent"));

    const outcome = await local.as(ann).press(prompt.id, buttonOf(prompt, "Open form"));

    expect(outcome.kind).toBe("modal");
  });
});

describe("a button", () => {
  it("runs its call and answers beside the message", async () => {
    const { local, desk } = await start({
      whoami: { run: () => card() },
      next: { run: () => said({ title: "Page 2" }) },
    });
    await local.as(ann).command(general, "whoami");
    const first = local.as(ann).messages(general).at(-1);

    await local.as(ann).press(first?.id ?? "", buttonOf(first, "Next"));

    expect(desk.dispatched.at(-1)?.asked).toEqual({ via: "button", call: { command: "next", input: { page: "2" } } });
    expect(
      local
        .as(ann)
        .messages(general)
        .map(({ content }) => content),
    ).toEqual(["**Page 1**", "**Page 2**"]);
  });

  it("whose answer replaces changes the message in place", async () => {
    const { local } = await start({
      whoami: { run: () => card() },
      next: { run: () => said({ title: "Page 2", replaces: true }) },
    });
    await local.as(ann).command(general, "whoami");
    const first = local.as(ann).messages(general).at(-1);

    const outcome = await local.as(ann).press(first?.id ?? "", buttonOf(first, "Next"));

    expect(outcome).toMatchObject({ kind: "updated", isDeferred: false });
    expect(local.as(ann).messages(general)).toMatchObject([{ content: "**Page 2**", components: [] }]);
  });

  it("whose work is slow changes the message in place when it is done", async () => {
    const work = Promise.withResolvers<Outcome>();
    const { local } = await start({ whoami: { run: () => card() }, next: { run: () => work.promise } });
    await local.as(ann).command(general, "whoami");
    const first = local.as(ann).messages(general).at(-1);

    const outcome = await local.as(ann).press(first?.id ?? "", buttonOf(first, "Next"));
    work.resolve(said({ title: "Page 2", replaces: true }));

    expect(outcome).toMatchObject({ kind: "updated", isDeferred: true });
    await local.as(ann).until((person) => person.messages(general).some(({ content }) => content === "**Page 2**"));
  });

  it("that was made for somebody else is refused in words", async () => {
    const { local, desk } = await start({
      whoami: { run: () => card({ visibleTo: "everyone" }), visibleTo: "everyone" },
      next: { run: () => said({ title: "Page 2" }) },
    });
    await local.as(ann).command(general, "whoami");
    const first = local.as(bob).messages(general).at(-1);

    await local.as(bob).press(first?.id ?? "", buttonOf(first, "Next"));

    expect(local.as(bob).messages(general).at(-1)).toMatchObject({
      isEphemeral: true,
      content: expect.stringContaining("no longer works"),
    });
    expect(desk.dispatched).toHaveLength(1);
  });

  it("of a row is chosen from the rows' menu", async () => {
    const table = {
      columns: ["Name"],
      rows: [{ cells: ["Bob"], actions: [{ label: "Remove", call: { command: "next", input: { person: "bob" } } }] }],
    };
    const { local, desk } = await start({
      whoami: { run: () => said({ title: "People", table }) },
      next: { run: () => said({ title: "Removed" }) },
    });
    await local.as(ann).command(general, "whoami");
    const list = local.as(ann).messages(general).at(-1);
    const menu = JSON.parse(JSON.stringify(list?.components))[0].components[0];

    await local.as(ann).select(list?.id ?? "", menu.custom_id, [menu.options[0].value]);

    expect(menu.options[0].label).toBe("Remove: Bob");
    expect(desk.dispatched.at(-1)?.asked).toEqual({
      via: "button",
      call: { command: "next", input: { person: "bob" } },
    });
  });
});

describe("completion", () => {
  it("offers what the commands suggest", async () => {
    const { local, desk } = await start({ "invite create": { run: () => said({ title: "x" }), suggestions: vision } });

    const completion = await local.as(ann).complete(general, "invite create", { person: bob, org: "vis" }, "org");

    expect(completion).toEqual({ kind: "choices", choices: [{ name: "Vision Lab", value: "vision" }] });
    expect(desk.suggesting).toEqual([
      { command: "invite create", field: "org", query: "vis", input: { person: `<@${bob}>` } },
    ]);
  });

  it("is empty rather than late", async () => {
    const { local } = await start({ "invite create": { run: () => said({ title: "x" }), suggestions: never } });

    const completion = await local.as(ann).complete(general, "invite create", { org: "v" }, "org");

    expect(completion).toEqual({ kind: "choices", choices: [] });
  });

  it("is empty when the suggestions fail", async () => {
    const { local } = await start({ "invite create": { run: () => said({ title: "x" }), suggestions: failing } });

    const completion = await local.as(ann).complete(general, "invite create", { org: "v" }, "org");

    expect(completion).toEqual({ kind: "choices", choices: [] });
  });
});

const card = (extra = {}) =>
  said({ title: "Page 1", actions: [{ label: "Next", call: { command: "next", input: { page: "2" } } }], ...extra });
const forAll = () => said({ title: "For all", visibleTo: "everyone" });
const vision = async () => [{ value: "vision", label: "Vision Lab" }];
const never = () => Promise.withResolvers<never>().promise;
const failing = () => Promise.reject(new Error("no database"));

function parcel(key: string, title: string) {
  return { key, maybeSent: false, timeZone: "UTC", message: { tone: "neutral", title } } as const;
}

function buttonOf(seen: { components: readonly unknown[] } | undefined, label: string): string {
  const found = new RegExp(
    `"label":"${label}"[^}]*"custom_id":"([^"]+)"|"custom_id":"([^"]+)"[^}]*"label":"${label}"`,
    "u",
  ).exec(JSON.stringify(seen?.components ?? []));
  return found?.[1] ?? found?.[2] ?? "";
}
