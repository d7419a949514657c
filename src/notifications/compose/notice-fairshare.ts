import type { Notices } from "./notice.ts";

/** News about fair shares, told to the admins of the organization and the person whose share it is. */
export const fairShareNotices: Notices<"fair-share-set"> = {
  "fair-share-set": ({ subject, before, after, person }, readerId) => {
    const isOwn = person !== undefined && person.id === readerId;
    return {
      tone: "neutral",
      title: `${isOwn ? "Your" : `${subject}: the`} fair share is now ${after.toLocaleString("en-US")}`,
      lines: [
        `It was ${before.toLocaleString("en-US")}. It says how much counts beside the others, not how much may be used.`,
      ],
      actions: [{ label: "Fair share", call: { command: "fairshare show", input: {} } }],
    };
  },
};
