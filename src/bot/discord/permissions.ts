import { PermissionFlagsBits } from "discord-api-types/v10";

interface Standing {
  /** Its id is also that of the role everybody has. */
  readonly serverId: string;
  readonly userId: string;
  readonly roleIds: readonly string[];
}

interface Role {
  readonly id: string;
  readonly permissions: string;
}

interface Overwrite {
  readonly id: string;
  readonly allow: string;
  readonly deny: string;
}

/** What somebody may do in a channel (docs.discord.com/developers/topics/permissions, "Permission Overwrites"). */
export function permissionsOf(
  { serverId, userId, roleIds }: Standing,
  roles: readonly Role[],
  overwrites: readonly Overwrite[],
): bigint {
  const held = new Set([serverId, ...roleIds]);
  const base = roles.filter(({ id }) => held.has(id)).reduce((bits, role) => bits | BigInt(role.permissions), 0n);
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return base;

  const layers = [
    overwrites.filter(({ id }) => id === serverId),
    overwrites.filter(({ id }) => roleIds.includes(id)),
    overwrites.filter(({ id }) => id === userId),
  ];
  return layers.reduce((bits, layer) => {
    const deny = layer.reduce((sum, one) => sum | BigInt(one.deny), 0n);
    const allow = layer.reduce((sum, one) => sum | BigInt(one.allow), 0n);
    return (bits & ~deny) | allow;
  }, base);
}
