import type { App } from "@slack/bolt";
import { describe, expect, it } from "vitest";
import type { LocalSlack } from "../../../playground/slack/contract.ts";
import {
  alice,
  bob,
  bolt,
  boltOverHttp,
  clientOf,
  general,
  openSlack,
  refusalOf,
  section,
  words,
} from "./workspace.ts";

const button = (action_id: string, more = {}) => ({ type: "button" as const, text: words("Go"), action_id, ...more });
const actions = (...elements: object[]) => ({ type: "actions", block_id: "row", elements });
const option = (value: string) => ({ text: words(value.toUpperCase()), value });
const sayBlocks = (slack: LocalSlack, ...blocks: object[]) =>
  clientOf(slack).apiCall("chat.postMessage", { channel: general, text: "x", blocks });
const newest = (slack: LocalSlack, person = alice) => slack.as(person).messages(general).at(-1)?.id ?? "";

describe.each(["socket", "http"])("a press over %s", (mode) => {
  const start = mode === "socket" ? bolt : boltOverHttp;

  it("carries the message, who pressed, and the value", async () => {
    const slack = await openSlack();
    const bodies: unknown[] = [];
    await start(slack, (app) =>
      app.action("go", async ({ ack, body }) => {
        bodies.push(body);
        await ack();
      }),
    );
    await sayBlocks(slack, actions(button("go", { value: "v1" })));

    const result = await slack.as(bob).press(newest(slack), "go");

    expect(result).toEqual({ outcome: "acknowledged" });
    expect(bodies).toMatchObject([
      {
        type: "block_actions",
        user: { id: bob, team_id: "T0NORTH00" },
        channel: { id: general, name: "general" },
        container: { type: "message", is_ephemeral: false },
        message: { text: "x", bot_id: "B0QM00000" },
        actions: [{ type: "button", block_id: "row", action_id: "go", value: "v1" }],
      },
    ]);
  });

  it("lets the bot replace an ephemeral message by its response URL only", async () => {
    const slack = await openSlack();
    await start(slack, (app) => {
      app.command("/qm", ({ ack }) =>
        ack({
          blocks: [section("before"), { ...actions(button("go")), type: "actions" as const, elements: [button("go")] }],
        }),
      );
      app.action("go", async ({ ack, respond }) => {
        await ack();
        await respond({ replace_original: true, text: "after" });
      });
    });
    await slack.as(alice).command(general, "/qm", "");

    await slack.as(alice).press(newest(slack), "go");
    const shown = await slack
      .as(alice)
      .until((person) => person.messages(general).some(({ text }) => text === "after") && person.messages(general));

    expect(shown).toMatchObject([{ text: "after", blocks: [], isEphemeral: true }]);
  });
});

describe("a press", () => {
  it("asks first where the button has a confirm dialog", async () => {
    const slack = await openSlack();
    await bolt(slack, (app) => app.action("go", ({ ack }) => ack()));
    const confirm = { title: words("Sure?"), text: words("Really"), confirm: words("Yes"), deny: words("No") };
    await sayBlocks(slack, actions(button("go", { confirm })));

    const results = [
      await slack.as(bob).press(newest(slack), "go"),
      await slack.as(bob).press(newest(slack), "go", null, { confirm: true }),
    ];

    expect(results).toMatchObject([
      { outcome: "confirm", dialog: { title: { text: "Sure?" } } },
      { outcome: "acknowledged" },
    ]);
  });

  it.each([
    ["static_select", { options: [option("a")] }, "a", { selected_option: { value: "a" } }],
    ["users_select", {}, bob, { selected_user: bob }],
    ["multi_users_select", {}, [alice, bob], { selected_users: [alice, bob] }],
    ["conversations_select", {}, general, { selected_conversation: general }],
    ["channels_select", {}, general, { selected_channel: general }],
    ["overflow", { options: [option("a"), option("b")] }, "b", { selected_option: { value: "b" } }],
    ["datepicker", {}, "2026-11-30", { selected_date: "2026-11-30" }],
    ["timepicker", {}, "09:30", { selected_time: "09:30" }],
    ["datetimepicker", {}, 1_800_000_000, { selected_date_time: 1_800_000_000 }],
    [
      "checkboxes",
      { options: [option("a"), option("b")] },
      ["a", "b"],
      { selected_options: [{ value: "a" }, { value: "b" }] },
    ],
    ["radio_buttons", { options: [option("a")] }, "a", { selected_option: { value: "a" } }],
  ])("on a %s tells what was chosen", async (type, more, value, expected) => {
    const slack = await openSlack();
    const seen: unknown[] = [];
    await bolt(slack, (app) =>
      app.action("pick", async ({ ack, action }) => {
        seen.push(action);
        await ack();
      }),
    );
    await sayBlocks(slack, actions({ type, action_id: "pick", ...more }));

    await slack.as(bob).press(newest(slack), "pick", value);

    expect(seen).toMatchObject([{ type, ...expected }]);
  });

  it("cannot choose what is not offered", async () => {
    const slack = await openSlack();
    await sayBlocks(slack, actions({ type: "static_select", action_id: "pick", options: [option("a")] }));

    await expect(slack.as(bob).press(newest(slack), "pick", "z")).resolves.toMatchObject({ outcome: "not_possible" });
  });

  it("chooses among what the bot suggested", async () => {
    const slack = await openSlack();
    const picked: unknown[] = [];
    await bolt(slack, (app) => {
      app.options("find", ({ ack, payload }) => ack({ options: [option(payload.value)] }));
      app.action("find", async ({ ack, action }) => {
        picked.push(action);
        await ack();
      });
    });
    await sayBlocks(slack, actions({ type: "external_select", action_id: "find" }));

    const [short, found] = [
      await slack.as(bob).suggest(newest(slack), "find", "ab"),
      await slack.as(bob).suggest(newest(slack), "find", "abc"),
    ];
    await slack.as(bob).press(newest(slack), "find", "abc");

    expect([short.outcome, found, picked]).toMatchObject([
      "not_possible",
      { outcome: "acknowledged", groups: [{ options: [{ value: "abc" }] }] },
      [{ selected_option: { value: "abc" } }],
    ]);
  });
});

const name = {
  type: "input" as const,
  block_id: "name",
  label: words("Name"),
  element: { type: "plain_text_input" as const, action_id: "text" },
};
const form = (more = {}) => ({
  type: "modal" as const,
  callback_id: "form",
  title: words("Form"),
  submit: words("Send"),
  blocks: [name],
  ...more,
});

/** A bot that opens the form on `/qm`, and a person who has it before them. */
async function openForm(prepare: (app: App) => void = () => undefined, more = {}) {
  const slack = await openSlack();
  await bolt(slack, (app) => {
    app.command("/qm", async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: form(more) });
    });
    prepare(app);
  });
  const person = slack.as(alice);
  await person.command(general, "/qm", "");
  const view = await person.until((seen) => seen.views()[0]);
  return { slack, person, view };
}

describe("a form", () => {
  it("is seen by the one who asked", async () => {
    const { slack, view } = await openForm();

    expect([view.callbackId, slack.as(bob).views()]).toEqual(["form", []]);
  });

  it("submits what was typed and closes", async () => {
    const states: unknown[] = [];
    const { person, view } = await openForm((app) =>
      app.view("form", async ({ ack, view: { state } }) => {
        states.push(state.values);
        await ack();
      }),
    );

    const result = await person.submitView(view.id, { name: "Vision" });

    expect([result, states, person.views()]).toEqual([
      { outcome: "closed" },
      [{ name: { text: { type: "plain_text_input", value: "Vision" } } }],
      [],
    ]);
  });

  it("wants required fields before the bot is asked", async () => {
    const { person, view } = await openForm();

    await expect(person.submitView(view.id)).resolves.toEqual({
      outcome: "incomplete",
      errors: { name: "Please complete this required field." },
    });
  });

  it("shows errors at the field and stays", async () => {
    const { person, view } = await openForm((app) =>
      app.view("form", ({ ack }) => ack({ response_action: "errors", errors: { name: "Taken" } })),
    );

    await person.submitView(view.id, { name: "x" });

    expect(person.views()).toMatchObject([
      { id: view.id, errors: { name: "Taken" }, values: { name: { text: { value: "x" } } } },
    ]);
  });

  it("does not accept errors at a block that is not there", async () => {
    const { person, view } = await openForm((app) =>
      app.view("form", ({ ack }) => ack({ response_action: "errors", errors: { nowhere: "Taken" } })),
    );

    await expect(person.submitView(view.id, { name: "x" })).resolves.toMatchObject({ outcome: "invalid_response" });
  });

  it.each([
    ["update", "updated", ["Second"]],
    ["push", "pushed", ["Form", "Second"]],
  ] as const)("follows a response_action %s", async (response_action, outcome, titles) => {
    const { person, view } = await openForm((app) =>
      app.view("form", ({ ack }) => ack({ response_action, view: form({ title: words("Second") }) })),
    );

    const result = await person.submitView(view.id, { name: "x" });

    expect([result.outcome, person.views().map(({ title }) => title?.["text"])]).toEqual([outcome, titles]);
  });

  it("has at most three views on its stack", async () => {
    const { person, view } = await openForm((app) =>
      app.view("form", ({ ack }) => ack({ response_action: "push", view: form() })),
    );
    await person.submitView(view.id, { name: "x" });
    await person.submitView(person.views()[1]?.id ?? "", { name: "x" });

    await expect(person.submitView(person.views()[2]?.id ?? "", { name: "x" })).resolves.toEqual({
      outcome: "invalid_response",
      reasons: ["push_limit_reached"],
    });
  });

  it("tells the bot of closing when it asked for that", async () => {
    const closed: unknown[] = [];
    const { person, view } = await openForm(
      (app) =>
        app.view({ callback_id: "form", type: "view_closed" }, async ({ ack, body }) => {
          closed.push(body);
          await ack();
        }),
      { notify_on_close: true },
    );

    await person.closeView(view.id);

    expect([person.views(), closed]).toMatchObject([
      [],
      [{ type: "view_closed", is_cleared: false, view: { id: view.id } }],
    ]);
  });

  it("keeps what was typed through an update, and refuses an old hash", async () => {
    const { slack, person, view } = await openForm();
    await person.fill(view.id, { name: "typed" });
    await clientOf(slack).views.update({ view_id: view.id, hash: view.hash, view: form({ title: words("New") }) });

    const stale = await refusalOf(clientOf(slack).views.update({ view_id: view.id, hash: view.hash, view: form() }));

    expect([person.views()[0]?.values, stale["error"]]).toMatchObject([
      { name: { text: { value: "typed" } } },
      "hash_conflict",
    ]);
  });
});

async function triggered(now: () => number = Date.now) {
  const slack = await openSlack({ now });
  const triggers: string[] = [];
  await bolt(slack, (app) =>
    app.command("/qm", async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack();
    }),
  );
  await slack.as(alice).command(general, "/qm", "");
  return { slack, trigger_id: triggers[0] ?? "" };
}

describe("a trigger", () => {
  it("works once", async () => {
    const { slack, trigger_id } = await triggered();
    await clientOf(slack).views.open({ trigger_id, view: form() });

    await expect(refusalOf(clientOf(slack).views.open({ trigger_id, view: form() }))).resolves.toMatchObject({
      error: "exchanged_trigger_id",
    });
  });

  it("lasts three seconds", async () => {
    let time = Date.now();
    const { slack, trigger_id } = await triggered(() => time);
    time += 3_001;

    await expect(refusalOf(clientOf(slack).views.open({ trigger_id, view: form() }))).resolves.toMatchObject({
      error: "expired_trigger_id",
    });
  });

  it("is not spent by a view that is refused", async () => {
    const { slack, trigger_id } = await triggered();
    const refusal = await refusalOf(
      clientOf(slack).views.open({ trigger_id, view: form({ title: words("x".repeat(25)) }) }),
    );
    const { ok } = await clientOf(slack).views.open({ trigger_id, view: form() });

    expect([refusal["error"], ok]).toEqual(["invalid_arguments", true]);
  });

  it("cannot be made up", async () => {
    const slack = await openSlack();

    await expect(refusalOf(clientOf(slack).views.open({ trigger_id: "1.2.abc", view: form() }))).resolves.toMatchObject(
      { error: "invalid_trigger_id" },
    );
  });

  it("of a command cannot push a view", async () => {
    const { slack, trigger_id } = await triggered();

    await expect(refusalOf(clientOf(slack).views.push({ trigger_id, view: form() }))).resolves.toMatchObject({
      error: "not_found",
    });
  });
});

describe("the home tab", () => {
  it("is published when a person opens it", async () => {
    const slack = await openSlack();
    await bolt(slack, (app) =>
      app.event("app_home_opened", async ({ event, client }) => {
        await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [section("Welcome")] } });
      }),
    );

    await slack.as(alice).openHome();
    const home = await slack.as(alice).until((person) => person.home());

    expect([home.blocks, slack.as(bob).home()]).toMatchObject([[{ type: "section" }], undefined]);
  });

  it("cannot be published where the app has none", async () => {
    const slack = await openSlack({ app: { homeTab: false } });

    const call = clientOf(slack).views.publish({ user_id: alice, view: { type: "home", blocks: [] } });

    await expect(refusalOf(call)).resolves.toMatchObject({ error: "not_enabled" });
  });
});
