// Takes the README's picture, docs/playground.png, from the running playground: node test/browser/picture.ts
import path from "node:path";
import { temporaryFolder } from "../crash/support/bot.ts";
import { launchBrowser } from "../support/browser.ts";
import { startProgram } from "./support/program.ts";
import { visit } from "./support/visitor.ts";

const PICTURE = path.resolve(import.meta.dirname, "../../docs/playground.png");
const VIEWPORT = { width: 1440, height: 1000 };

const folder = temporaryFolder();
const [program, browser] = await Promise.all([startProgram(folder.path), launchBrowser()]);
try {
  const { page, slack, discord, write } = await visit(browser, program.pageUrl, { viewport: VIEWPORT });
  const send = async (pane: typeof slack, text: string, answer: RegExp) => {
    await write(pane, text);
    await page.keyboard.press("Enter");
    await pane.getByText(answer).last().waitFor();
  };
  await send(slack, "/qm usage show vision-lab gpu_hours", /used .+ of 400 GPU hours/u);
  await send(discord, "/usage members", /by member/u);
  for (const pane of [slack, discord]) await pane.getByRole("img").last().waitFor();
  await page.getByRole("button", { name: "Hide these suggestions" }).click();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: PICTURE });
} finally {
  await browser.close();
  await program.stop();
  folder.remove();
}
