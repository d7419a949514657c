import { registerPerson } from "../../domain/people/register-person.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { actions, button, fact, formButton, platformRoleNames } from "../words.ts";

export const register = defineCommand({
  name: ["register"],
  title: "Register",
  submit: "Register",
  summary: "Make your account here",
  details:
    "Registering founds an organization of your own. The very first person becomes Super Admin and proves it by the claim code in the server's log.",
  group: "Your account",
  effect: "changes",
  who: "visitors",
  args: {
    username: arg.text("Letters, digits and underscores; left out, it is made from your name", {
      optional: true,
      label: "Username",
    }),
    claim: arg.code("The claim code from the server's log; only the very first person needs it", {
      optional: true,
      label: "Claim code",
    }),
  },
  example: "register",
  moreExamples: ["register ann_lee"],
  tells: "Where registration is restricted, the admins of the installation hear that somebody waits for activation.",

  async run(context, { username, claim }) {
    const done = await registerPerson(context, { ...(username && { username }), ...(claim && { claimCode: claim }) });
    const isActive = done.state === "active";
    return {
      tone: "success",
      title: isActive ? `Welcome, ${done.person.name}.` : `You are registered, ${done.person.name}.`,
      lines: isActive ? [] : ["An admin of this installation activates your account; you will hear of it."],
      facts: [
        fact("Username", done.username),
        fact("You are", platformRoleNames[done.platformRole]),
        ...(done.organization ? [fact("Your organization", done.organization.name)] : []),
      ],
      ...actions(
        isActive && button("Who am I here?", "whoami"),
        isActive && formButton("Invite somebody", "invite create"),
        button("What can I do?", "help"),
      ),
    };
  },
});
