const DAY_MS = 86_400_000;
const DAYS = 45;
const BATCH = 1_000;

interface Habit {
  readonly person: string;
  /** GPU hours on an ordinary day. */
  readonly daily: number;
  readonly jobs: readonly string[];
}

/** Who works how much in Vision Lab. */
const habits: readonly Habit[] = [
  { person: "alice", daily: 1.5, jobs: ["eval-nightly"] },
  { person: "chen", daily: 7, jobs: ["train-llava", "sweep-7"] },
  { person: "dana", daily: 3, jobs: ["segment-v2", "notebook"] },
];

/** Reports six weeks of a small cluster's work, as that cluster would: CloudEvents with an API key. */
export async function seedUsage(url: string, key: string, now = new Date()): Promise<void> {
  const events = habits.flatMap((habit) => daysBefore(now).flatMap((day) => eventsOf(habit, day, now)));
  for (let from = 0; from < events.length; from += BATCH) {
    const response = await fetch(`${url}/v1/usage`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" },
      body: JSON.stringify(events.slice(from, from + BATCH)),
    });
    if (!response.ok) throw new Error(`usage was not taken: ${response.status} ${await response.text()}`);
  }
}

/** The starts of the days, in UTC, the oldest first and today last. */
function daysBefore(now: Date): readonly Date[] {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return Array.from({ length: DAYS }, (_, index) => new Date(today - (DAYS - 1 - index) * DAY_MS));
}

function eventsOf({ person, daily, jobs }: Habit, day: Date, now: Date): readonly object[] {
  const restful = day.getUTCDay() % 6 === 0 ? 0.35 : 1;
  const gpuHours = daily * restful * (0.6 + 0.8 * chance(`${person} ${day.toISOString()}`));
  const uses = [
    { meter: "gpu_hours", amount: gpuHours, job: jobs[Math.floor(chance(`job ${day.getTime()}`) * jobs.length)] },
    { meter: "cpu_hours", amount: gpuHours * 6 },
    { meter: "memory_hours", amount: gpuHours * 40 },
    { meter: "jobs", amount: Math.round(1 + gpuHours) },
    { meter: "sessions", amount: Math.round(restful * 2) },
    { meter: "predictions", amount: Math.round(gpuHours * 900) },
    { meter: "transfer", amount: gpuHours * 2.5 },
    { meter: "storage", amount: 20 + daily * 6 + ((day.getTime() / DAY_MS) % 10) },
  ];
  const at = new Date(Math.min(day.getTime() + 10 * 3_600_000, now.getTime() - 60_000));
  return uses
    .filter(({ amount }) => amount > 0)
    .map(({ amount, ...use }) => ({
      specversion: "1.0",
      type: "quartermaster.usage.v1",
      source: "/clusters/vision",
      id: `${person}-${use.meter}-${day.toISOString().slice(0, 10)}`,
      time: at.toISOString(),
      data: { ...use, person, organization: "vision-lab", amount: amount.toFixed(decimalsOf(use.meter)) },
    }));
}

function decimalsOf(meter: string): number {
  return ["jobs", "sessions", "predictions"].includes(meter) ? 0 : 2;
}

/** A number from 0 to 1 that is always the same for the same words, so that every playground begins alike. */
function chance(words: string): number {
  let hash = 2_166_136_261;
  for (const letter of words) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return hash / 4_294_967_296;
}
