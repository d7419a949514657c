import { useState } from "react";
import { ComponentType } from "discord-api-types/v10";
import type { APISelectMenuComponent } from "discord-api-types/v10";
import { Picker } from "../shared/picker.tsx";
import type { PickerGroup } from "../shared/picker.tsx";
import type { DiscordState } from "../../protocol.ts";
import { useDiscord } from "./context.ts";
import { useMessage } from "./message-context.ts";
import { useInteraction } from "./use-interaction.ts";

/** A select menu in a message: strings, users, roles, mentionables or channels. */
export function SelectMenu({ menu }: { readonly menu: APISelectMenuComponent }) {
  const discord = useDiscord();
  const message = useMessage();
  const { act, settle } = useInteraction();
  const [chosen, setChosen] = useState<readonly string[]>();
  const choose = async (values: readonly string[]) => {
    setChosen(values);
    settle(await act("select", { messageId: message.id, customId: menu.custom_id, values: [...values] }));
  };
  return (
    <Picker
      label={menu.placeholder ?? "Make a selection"}
      placeholder={menu.placeholder ?? "Make a selection"}
      groups={groupsOf(menu, discord)}
      values={chosen ?? preselected(menu)}
      isMulti={(menu.max_values ?? 1) > 1}
      maximum={menu.max_values}
      isDisabled={menu.disabled === true}
      onChange={(values) => void choose(values)}
    />
  );
}

function preselected(menu: APISelectMenuComponent): readonly string[] {
  if (menu.type !== ComponentType.StringSelect) return (menu.default_values ?? []).map(({ id }) => id);
  return menu.options.filter((option) => option.default === true).map(({ value }) => value);
}

function groupsOf(menu: APISelectMenuComponent, discord: DiscordState): readonly PickerGroup[] {
  switch (menu.type) {
    case ComponentType.StringSelect:
      return [{ options: menu.options.map(({ value, label, description }) => ({ value, label, description })) }];
    case ComponentType.UserSelect:
      return [usersOf(discord)];
    case ComponentType.RoleSelect:
      return [rolesOf(discord)];
    case ComponentType.MentionableSelect:
      return [usersOf(discord), rolesOf(discord)];
    case ComponentType.ChannelSelect:
      return [channelsOf(discord)];
  }
}

export function usersOf(discord: DiscordState): PickerGroup {
  return {
    label: "People",
    options: discord.users.map(({ id, name, handle }) => ({ value: id, label: name, description: `@${handle}` })),
  };
}

export function rolesOf(discord: DiscordState): PickerGroup {
  return { label: "Roles", options: discord.roles.map(({ id, name }) => ({ value: id, label: `@${name}` })) };
}

export function channelsOf(discord: DiscordState): PickerGroup {
  return {
    label: "Channels",
    options: discord.channels
      .filter((channel) => channel.kind === "text")
      .map(({ id, name }) => ({ value: id, label: `#${name}` })),
  };
}
