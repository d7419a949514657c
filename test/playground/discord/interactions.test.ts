import { LabelBuilder, MessageFlags, ModalBuilder, TextInputBuilder, TextInputStyle } from "discord.js";
import type { Interaction, ModalSubmitInteraction } from "discord.js";
import { afterEach, describe, expect, it } from "vitest";
import type { SeenMessage } from "../../../playground/discord/seen.ts";
import { ALICE, BOB, createStage, GENERAL } from "./support.ts";
import type { Stage } from "./support.ts";

const stage: Stage = createStage();
afterEach(() => stage.clear());

const COMMANDS = [
  {
    name: "invite",
    description: "Invite people",
    options: [
      {
        type: 1,
        name: "create",
        description: "Invite someone",
        options: [
          { type: 6, name: "who", description: "Who to invite", required: true },
          { type: 3, name: "role", description: "What they may do", autocomplete: true },
          { type: 4, name: "days", description: "For how long", min_value: 1, max_value: 30 },
          { type: 11, name: "letter", description: "Something to read" },
        ],
      },
      { type: 1, name: "form", description: "Fill in a form" },
    ],
  },
];

/** Alice's client, with a bot that answers in this way. */
async function aliceWith(onInteraction: (interaction: Interaction) => Promise<unknown>, limits = {}) {
  const local = await stage.discord({ limits });
  const client = await stage.bot(local, onInteraction);
  await client.application.commands.set(COMMANDS);
  return { alice: local.as(ALICE), bob: local.as(BOB), local };
}

const isSent = (message: SeenMessage): boolean => message.state === "sent";
const goButton = { type: 1, components: [{ type: 2, style: 1, label: "Go", custom_id: "go" }] };
const form = () =>
  new ModalBuilder()
    .setCustomId("form")
    .setTitle("Invite")
    .addLabelComponents(
      new LabelBuilder()
        .setLabel("Name")
        .setTextInputComponent(
          new TextInputBuilder().setCustomId("name").setStyle(TextInputStyle.Short).setMaxLength(5),
        ),
    );

/** Alice's client, with a bot that shows its form and answers the submission in this way. */
const withForm = (onSubmit: (submission: ModalSubmitInteraction) => Promise<unknown>, limits = {}) =>
  aliceWith(async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.showModal(form());
    if (interaction.isModalSubmit()) await onSubmit(interaction);
  }, limits);

describe("a command", () => {
  it("is answered for everybody to see", async () => {
    const { alice, bob } = await aliceWith(
      async (interaction) => interaction.isChatInputCommand() && interaction.reply("Hello"),
    );

    await alice.command(GENERAL, "invite create", { who: BOB });

    expect(bob.messages(GENERAL)).toMatchObject([
      {
        content: "Hello",
        state: "sent",
        inAnswerTo: { userId: ALICE, userName: "Alice Moreau", command: "/invite create" },
      },
    ]);
  });

  it("carries resolved people, numbers and files", async () => {
    const seen: unknown[] = [];
    const { alice } = await aliceWith(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const { options } = interaction;
      seen.push(options.getUser("who")?.username, options.getInteger("days"), options.getAttachment("letter")?.name);
      await interaction.reply("x");
    });
    const letter = { name: "hello.txt", contentType: "text/plain", content: new TextEncoder().encode("Hello") };

    await alice.command(GENERAL, "invite create", { who: BOB, days: 3, letter });

    expect(seen).toEqual(["bob", 3, "hello.txt"]);
  });

  it("shows an ephemeral answer to the asker alone", async () => {
    const { alice, bob } = await aliceWith(
      async (interaction) =>
        interaction.isChatInputCommand() && interaction.reply({ content: "Psst", flags: MessageFlags.Ephemeral }),
    );

    await alice.command(GENERAL, "invite create", { who: BOB });

    expect([alice, bob].map((person) => person.messages(GENERAL).length)).toEqual([1, 0]);
  });

  it("thinks until the deferred answer comes, and stays as visible as it was deferred", async () => {
    const { alice } = await aliceWith(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.followUp("Done");
    });

    const outcome = await alice.command(GENERAL, "invite create", { who: BOB });
    const message = await alice.until((person) => person.messages(GENERAL).find(isSent));

    expect([outcome.kind, message.content, message.isEphemeral]).toEqual(["deferred", "Done", true]);
  });

  it("says that the application did not respond when it does not in time", async () => {
    const { alice } = await aliceWith(async () => undefined, { acknowledge: 50 });

    const outcome = await alice.command(GENERAL, "invite create", { who: BOB });

    expect([outcome, alice.messages(GENERAL)[0]?.state]).toEqual([
      { kind: "failed", text: "The application did not respond" },
      "failed",
    ]);
  });

  it("cannot be answered late", async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { alice } = await aliceWith(
      async (interaction) => {
        await alice.until((person) => person.messages(GENERAL)[0]?.state === "failed");
        if (interaction.isChatInputCommand()) await interaction.reply("Late").catch(resolve);
      },
      { acknowledge: 50 },
    );

    await alice.command(GENERAL, "invite create", { who: BOB });

    expect(await promise).toMatchObject({ code: 10_062 });
  });

  it("cannot be answered by a modal once it was deferred", async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { alice, local } = await aliceWith(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      await interaction.client.rest
        .post(`/interactions/${interaction.id}/${interaction.token}/callback`, {
          body: { type: 9, data: form().toJSON() },
          auth: false,
        })
        .catch(resolve);
    });

    await alice.command(GENERAL, "invite create", { who: BOB });

    expect([await promise, local.as(ALICE).modal()]).toMatchObject([{ code: 40_060 }, undefined]);
  });

  it.each<[string, Record<string, string | number>, string]>([
    ["a required option is missing", { days: 3 }, "who"],
    ["a number is out of bounds", { who: BOB, days: 31 }, "days"],
    ["nobody has that id", { who: "1" }, "who"],
    ["there is no such option", { who: BOB, colour: "red" }, "colour"],
  ])("is not sent when %s", async (_name, values, field) => {
    const { alice } = await aliceWith(async () => undefined);

    expect(await alice.command(GENERAL, "invite create", values)).toMatchObject({
      kind: "refused",
      problems: [{ field }],
    });
  });

  it("is completed by the bot", async () => {
    const { alice } = await aliceWith(
      async (interaction) =>
        interaction.isAutocomplete() &&
        interaction.respond([{ name: `${interaction.options.getFocused()}min`, value: "admin" }]),
    );

    expect(await alice.complete(GENERAL, "invite create", { role: "ad" }, "role")).toEqual({
      kind: "choices",
      choices: [{ name: "admin", value: "admin" }],
    });
  });
});

describe("a component", () => {
  it("updates its message", async () => {
    const { alice } = await aliceWith(async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.reply({ content: "Ready", components: [goButton] });
      if (interaction.isButton()) await interaction.update({ content: "Gone", components: [] });
    });
    await alice.command(GENERAL, "invite create", { who: BOB });
    const message = alice.messages(GENERAL)[0];

    const outcome = await alice.press(message?.id ?? "", "go");

    expect([outcome.kind, alice.messages(GENERAL)[0]?.content]).toEqual(["updated", "Gone"]);
  });

  it("edits an ephemeral message after a deferred update", async () => {
    const { alice } = await aliceWith(async (interaction) => {
      if (interaction.isChatInputCommand()) {
        await interaction.reply({ content: "Ready", components: [goButton], flags: MessageFlags.Ephemeral });
      }
      if (!interaction.isButton()) return;
      await interaction.deferUpdate();
      await interaction.editReply({ content: "Gone", components: [] });
    });
    await alice.command(GENERAL, "invite create", { who: BOB });

    await alice.press(alice.messages(GENERAL)[0]?.id ?? "", "go");

    expect(await alice.until((person) => person.messages(GENERAL).find((one) => one.content === "Gone"))).toMatchObject(
      {
        isEphemeral: true,
      },
    );
  });

  it("cannot be pressed by somebody who does not see it", async () => {
    const { alice, bob } = await aliceWith(
      async (interaction) =>
        interaction.isChatInputCommand() &&
        interaction.reply({ content: "Psst", components: [goButton], flags: MessageFlags.Ephemeral }),
    );
    await alice.command(GENERAL, "invite create", { who: BOB });

    expect(await bob.press(alice.messages(GENERAL)[0]?.id ?? "", "go")).toMatchObject({ kind: "refused" });
  });

  it("chooses people from a select", async () => {
    const chosen: unknown[] = [];
    const select = { type: 1, components: [{ type: 5, custom_id: "who" }] };
    const { alice } = await aliceWith(async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.reply({ content: "Who?", components: [select] });
      if (!interaction.isUserSelectMenu()) return;
      chosen.push(...interaction.users.map((user) => user.username));
      await interaction.deferUpdate();
    });
    await alice.command(GENERAL, "invite create", { who: BOB });

    await alice.select(alice.messages(GENERAL)[0]?.id ?? "", "who", [BOB]);

    expect(chosen).toEqual(["bob"]);
  });
});

describe("a modal", () => {
  it("opens with its fields", async () => {
    const { alice } = await withForm(async () => undefined);

    await alice.command(GENERAL, "invite form");

    expect(alice.modal()?.fields).toMatchObject([
      { customId: "name", label: "Name", kind: "short-text", maximum: 5, isRequired: true },
    ]);
  });

  it("gives the bot what was typed, and closes", async () => {
    const typed: unknown[] = [];
    const { alice } = await withForm(async (submission) => {
      typed.push(submission.fields.getTextInputValue("name"));
      await submission.reply("Thanks");
    });
    await alice.command(GENERAL, "invite form");

    await alice.submitModal({ name: "Bob" });

    expect([typed, alice.modal()]).toEqual([["Bob"], undefined]);
  });

  it("is not sent while a field is wrong", async () => {
    const { alice } = await withForm(async () => undefined);
    await alice.command(GENERAL, "invite form");

    expect(await alice.submitModal({ name: "too long" })).toMatchObject({
      kind: "refused",
      problems: [{ field: "name" }],
    });
  });

  it("stays open when nobody answers", async () => {
    const { alice } = await withForm(async () => undefined, { acknowledge: 400 });
    await alice.command(GENERAL, "invite form");

    const outcome = await alice.submitModal({ name: "Bob" });

    expect([outcome.kind, alice.modal()?.customId]).toEqual(["failed", "form"]);
  });

  it("cannot be answered by another modal", async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { alice } = await withForm(
      async (interaction) =>
        interaction.client.rest
          .post(`/interactions/${interaction.id}/${interaction.token}/callback`, {
            body: { type: 9, data: form().toJSON() },
            auth: false,
          })
          .catch(resolve),
      { acknowledge: 1000 },
    );
    await alice.command(GENERAL, "invite form");

    void alice.submitModal({ name: "Bob" });

    expect(await promise).toMatchObject({ code: 50_035 });
  });
});
