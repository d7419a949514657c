import { useEffect, useMemo, useRef, useState } from "react";
import type { ExchangePlatform, PageExchange } from "../protocol.ts";
import { fetchExchanges } from "./client.ts";
import { CrossIcon } from "./shared/icons.tsx";
import { clockTime } from "./shared/time.ts";

const KEPT = 600;

interface Filter {
  readonly platform: ExchangePlatform | "both";
  readonly text: string;
}

/** The drawer: everything that the bot was sent and answered, newest first. */
export function Exchanges({ onClose }: { readonly onClose: () => void }) {
  const exchanges = useExchanges();
  const [filter, setFilter] = useState<Filter>({ platform: "both", text: "" });
  const shown = useMemo(() => matching(exchanges, filter).toReversed(), [exchanges, filter]);
  return (
    <aside
      id="exchanges"
      className="drawer"
      aria-label="What the bot was sent and answered"
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <div className="drawer-head">
        <h2>What the bot was sent and answered</h2>
        <button type="button" className="quiet-icon" aria-label="Close" onClick={onClose}>
          <CrossIcon />
        </button>
      </div>
      <Filters filter={filter} onFilter={setFilter} />
      <p className="drawer-count" role="status">
        {shown.length === exchanges.length
          ? `${shown.length} exchanges`
          : `${shown.length} of ${exchanges.length} exchanges`}
      </p>
      <ol className="exchange-list">
        {shown.map((exchange) => (
          <ExchangeLine key={`${exchange.platform} ${exchange.number}`} exchange={exchange} />
        ))}
      </ol>
    </aside>
  );
}

interface FiltersProps {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

function Filters({ filter, onFilter }: FiltersProps) {
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => search.current?.focus(), []);
  return (
    <div className="drawer-filters">
      <input
        ref={search}
        type="search"
        aria-label="Filter by method, event or content"
        placeholder="Filter: method, event, content"
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.target.value })}
      />
      <select
        aria-label="Platform"
        value={filter.platform}
        onChange={(event) => {
          const platform = (["slack", "discord"] as const).find((name) => name === event.target.value);
          onFilter({ ...filter, platform: platform ?? "both" });
        }}
      >
        <option value="both">Both platforms</option>
        <option value="slack">Slack</option>
        <option value="discord">Discord</option>
      </select>
    </div>
  );
}

function ExchangeLine({ exchange }: { readonly exchange: PageExchange }) {
  const isToBot = exchange.direction === "to-bot";
  return (
    <li>
      <details>
        <summary>
          <span className={`platform-dot ${exchange.platform}`}>
            {exchange.platform === "slack" ? "Slack" : "Discord"}
          </span>
          <span className="direction">{isToBot ? "to bot" : "from bot"}</span>
          <code>{exchange.title}</code>
          {exchange.status === undefined ? null : (
            <span className={exchange.status < 400 ? "status" : "status status-bad"}>{exchange.status}</span>
          )}
          <time dateTime={exchange.at}>{clockTime(exchange.at, { withSeconds: true })}</time>
        </summary>
        <pre tabIndex={0} aria-label={`${exchange.title}, content`}>
          {contentOf(exchange.body)}
        </pre>
      </details>
    </li>
  );
}

function contentOf(body: unknown): string {
  return body === null || body === undefined ? "(no content)" : JSON.stringify(body, unfolded, 2);
}

/** Slack takes JSON inside form fields; shown as what it is, it can be read. */
function unfolded(_key: string, value: unknown): unknown {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** What was exchanged so far, growing while the drawer is open. */
function useExchanges(): readonly PageExchange[] {
  const [exchanges, setExchanges] = useState<readonly PageExchange[]>([]);
  useEffect(() => {
    const last = { slack: 0, discord: 0 };
    let isFetching = false;
    let isStale = false;
    const more = async () => {
      isStale = isFetching;
      if (isFetching) return;
      isFetching = true;
      const fresh = await fetchExchanges(last).catch(() => []);
      for (const { platform, number } of fresh) last[platform] = Math.max(last[platform], number);
      if (fresh.length > 0) setExchanges((earlier) => [...earlier, ...fresh].slice(-KEPT));
      isFetching = false;
      if (isStale) await more();
    };
    void more();
    const events = new EventSource("/events");
    events.addEventListener("exchanged", () => void more());
    return () => events.close();
  }, []);
  return exchanges;
}

function matching(exchanges: readonly PageExchange[], filter: Filter): readonly PageExchange[] {
  const wanted = filter.text.trim().toLowerCase();
  return exchanges.filter(
    (exchange) =>
      (filter.platform === "both" || exchange.platform === filter.platform) &&
      (wanted === "" ||
        exchange.title.toLowerCase().includes(wanted) ||
        JSON.stringify(exchange.body ?? null)
          .toLowerCase()
          .includes(wanted)),
  );
}
