import type { Notices } from "./notice.ts";

/** News about service accounts, told to who answers for them. */
export const serviceAccountNotices: Notices<
  "service-account-created" | "service-account-assigned" | "service-account-removed"
> = {
  "service-account-created": ({ person, organization, responsible }, readerId) => ({
    tone: "neutral",
    title: `${answers(responsible, readerId)} for the service account ${person.name} of ${organization.name}`,
    lines: [duties],
    actions: [show(person.name)],
  }),

  "service-account-assigned": ({ person, organization, responsible, before }, readerId) =>
    before.id === readerId
      ? {
          tone: "neutral",
          title: `${responsible.name} answers for the service account ${person.name} now`,
          lines: [`You answered for it before. It belongs to ${organization.name}.`],
        }
      : {
          tone: "neutral",
          title: `${answers(responsible, readerId)} for the service account ${person.name} of ${organization.name} now`,
          lines: [duties, `Before: ${before.name}.`],
          actions: [show(person.name)],
        },

  "service-account-removed": ({ person, organization }) => ({
    tone: "neutral",
    title: `The service account ${person.name} of ${organization.name} was removed`,
    lines: ["It starts nothing more. What runs goes on, and what it used stays counted."],
  }),
};

const duties = "What is told of it, such as limits that are near, is told to who answers for it.";

function answers({ id, name }: { readonly id: string; readonly name: string }, readerId: string | undefined): string {
  return id === readerId ? "You answer" : `${name} answers`;
}

function show(name: string) {
  return { label: "Show it", call: { command: "service show", input: { name } } };
}
