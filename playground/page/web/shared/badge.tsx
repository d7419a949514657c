interface Props {
  readonly count: number;
  /** What is counted, for screen readers. */
  readonly what: string;
}

export function Badge({ count, what }: Props) {
  if (count === 0) return null;
  return (
    <span className="badge">
      {count > 99 ? "99+" : count}
      <span className="for-readers"> {what}</span>
    </span>
  );
}
