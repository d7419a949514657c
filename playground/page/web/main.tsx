import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { applyTheme, storedTheme } from "./theme.ts";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/controls.css";
import "./styles/drawer.css";
import "./styles/pane.css";
import "./styles/slack.css";
import "./styles/discord.css";

applyTheme(storedTheme());
const root = document.getElementById("app");
if (root !== null) createRoot(root).render(<App />);
