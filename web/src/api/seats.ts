import { api, take } from "./client.ts";
import { connection } from "./connection.ts";
import type { components } from "./schema.ts";

type Schemas = components["schemas"];

/** What somebody who labels looks at, and would like to be asked. */
export interface SeatWish {
  /** The labelling that is looked at. */
  at?: string;
  /** How many labellings to be asked. */
  count: number;
  /** Which ones, the most wanted first. */
  among: readonly string[];
}

/** What somebody is asked, and what others are asked. */
export interface SeatAnswer {
  /** How long the seat is kept without a word. */
  expiresMs: number;
  leased: ReadonlySet<string>;
  /** Who is asked what, by labelling. */
  taken: ReadonlyMap<string, string>;
  /** What others have answered meanwhile. */
  answered: ReadonlySet<string>;
}

/** Somebody who labels now. */
export interface Present {
  name: string;
  seatId: string;
  labellingId?: string;
}

/** Sits down, or stays; the labellings that nobody else is asked meanwhile. */
export async function takeSeat(jobId: string, seatId: string, wish: SeatWish): Promise<SeatAnswer> {
  const wire = await take(
    api.PUT("/api/jobs/{job_id}/seats/{seat_id}", {
      params: { path: { job_id: jobId, seat_id: seatId } },
      body: { labelling_id: wish.at, count: wish.count, among: [...wish.among] },
    }),
  );
  return {
    expiresMs: wire.expires_in_seconds * 1000,
    leased: new Set(wire.leased),
    taken: new Map(wire.taken.map(({ labelling_id, name }) => [labelling_id, name])),
    answered: new Set(wire.answered),
  };
}

/** Stands up. The request outlives the page; one that does not arrive leaves a seat that is given up by itself. */
export function leaveSeat(jobId: string, seatId: string): void {
  const params = { path: { job_id: jobId, seat_id: seatId } };
  take(api.DELETE("/api/jobs/{job_id}/seats/{seat_id}", { params, keepalive: true })).catch(() => {});
}

/** Listens to who labels a job's spectra; the browser reconnects by itself. Returns how to stop. */
export function listenToSeats(jobId: string, onPresent: (people: Present[]) => void): () => void {
  const source = new EventSource(`/api/jobs/${encodeURIComponent(jobId)}/seats/events`);
  source.addEventListener("present", (event: MessageEvent<string>) => {
    const { people } = JSON.parse(event.data) as Schemas["Present"];
    onPresent(
      people.map(({ name, seat_id, labelling_id }) => ({
        name,
        seatId: seat_id,
        labellingId: labelling_id ?? undefined,
      })),
    );
  });
  source.onopen = () => connection.report("live");
  return () => source.close();
}
