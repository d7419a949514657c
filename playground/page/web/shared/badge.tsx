interface Props {
  readonly count: number;
  /** What one of them is, for screen readers: "unread message". */
  readonly what: string;
}

export function Badge({ count, what }: Props) {
  if (count === 0) return null;
  return (
    <span className="badge">
      {count > 99 ? "99+" : count}
      <span className="for-readers">
        {" "}
        {what}
        {count === 1 ? "" : "s"}
      </span>
    </span>
  );
}
