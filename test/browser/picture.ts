// Takes the README's picture, docs/playground.png, from the running playground: node test/browser/picture.ts
import path from "node:path";
import { temporaryFolder } from "../crash/support/bot.ts";
import { launchBrowser } from "../support/browser.ts";
import { startProgram } from "./support/program.ts";
import { visit } from "./support/visitor.ts";

const PICTURE = path.resolve(import.meta.dirname, "../../docs/playground.png");
const VIEWPORT = { width: 1440, height: 760 };

const folder = temporaryFolder();
const [program, browser] = await Promise.all([startProgram(folder.path), launchBrowser()]);
try {
  const { page, slack, discord, write, become } = await visit(browser, program.pageUrl, { viewport: VIEWPORT });
  const send = async (text: string, answer: string) => {
    await write(slack, text);
    await page.keyboard.press("Enter");
    await slack.getByText(answer).last().waitFor();
  };
  const openCard = async (title: string) => {
    await page.getByRole("radio", { name: /Bob.*\d unread/u }).waitFor();
    await become("Bob");
    await slack
      .getByRole("button", { name: /^.*Quartermaster/u })
      .first()
      .click();
    await slack.getByText(title).last().waitFor();
  };
  await send("/qm invite create @bob role:admin", "Invited Bob Ekman to Vision Lab as admin");
  await openCard("Alice Moreau invites you to Vision Lab");
  await slack.getByRole("button", { name: "Accept" }).click();
  await slack.getByText("You joined Vision Lab as admin").first().waitFor();
  await become("Alice");
  await send("/qm org create Robotics", "Robotics");
  await send("/qm invite create @bob", "Invited Bob Ekman to Robotics as member");
  await openCard("Alice Moreau invites you to Robotics");
  await write(discord, "/member list");
  await page.keyboard.press("Enter");
  await discord.getByText("People in Vision Lab").waitFor();
  await page.getByRole("button", { name: "Hide these suggestions" }).click();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: PICTURE });
} finally {
  await browser.close();
  await program.stop();
  folder.remove();
}
