import { useState } from "react";
import type { PageState } from "../protocol.ts";
import { PeopleSwitch } from "./people-switch.tsx";
import { BracesIcon, MoonIcon, SunIcon, SystemIcon } from "./shared/icons.tsx";
import { applyTheme, storedTheme, themes } from "./theme.ts";

interface Props {
  readonly state: PageState;
  readonly onSwitch: (personId: string) => void;
  readonly isDrawerOpen: boolean;
  readonly onDrawer: () => void;
}

export function TopBar({ state, onSwitch, isDrawerOpen, onDrawer }: Props) {
  return (
    <header className="top-bar">
      <h1>
        <Mark />
        <span className="brand">
          Quartermaster <span>playground</span>
        </span>
      </h1>
      <PeopleSwitch people={state.people} current={state.person.id} onSwitch={onSwitch} />
      <div className="top-tools">
        <ThemeSwitch />
        <button
          type="button"
          className="tool"
          aria-expanded={isDrawerOpen}
          aria-controls="exchanges"
          title="What the bot was sent and answered"
          onClick={onDrawer}
        >
          <BracesIcon />
          <span>Exchanges</span>
        </button>
      </div>
    </header>
  );
}

const themeIcons = { system: SystemIcon, light: SunIcon, dark: MoonIcon };

function ThemeSwitch() {
  const [theme, setTheme] = useState(storedTheme);
  const index = themes.findIndex((candidate) => candidate.value === theme);
  const next = themes[(index + 1) % themes.length] ?? themes[0];
  const Icon = themeIcons[theme];
  const label = `Colours: ${themes[index]?.label.toLowerCase() ?? theme}. Switch to ${next?.label.toLowerCase()}.`;
  return (
    <button
      type="button"
      className="tool icon-only"
      aria-label={label}
      title={label}
      onClick={() => {
        if (next === undefined) return;
        applyTheme(next.value);
        setTheme(next.value);
      }}
    >
      <Icon />
    </button>
  );
}

function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M9 9h13v13H9z" />
      <path d="m18 18 7 7" />
    </svg>
  );
}
