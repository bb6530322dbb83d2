import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { newKey } from "../../api/idempotency.ts";
import type { Labelling } from "../../api/labellings.ts";
import { labelOutbox } from "../../api/labelOutbox.ts";
import { leaveSeat, listenToSeats, type Present, type SeatAnswer, takeSeat } from "../../api/seats.ts";
import { useSession } from "../account/useSession.ts";
import { labellingsQuery } from "./queries.ts";
import { ALONE, type Asking, wished } from "./session.ts";

/** Spectra that nobody else is asked meanwhile: enough for what a person labels until the next request. */
const COUNT = 10;
/** Spectra that the server may choose from. */
const AMONG = 300;
/** How often the page says that somebody is there; the server waits for three of these. */
const STAY_MS = 10000;
/** What changes at the page is told together. */
const TOGETHER_MS = 150;

/** What somebody looks at, and could be asked next. */
interface Wish {
  at: string | undefined;
  among: readonly string[];
}

/** Who labels besides the person at the page, and what is hers to answer. */
export interface Seat {
  /** False until the server has said what is hers: until then it is not known where to begin. */
  isReady: boolean;
  asking: Asking;
  /** The other people who are here. */
  others: readonly Present[];
  /** Tells the server what is looked at, and what could be asked next. */
  wish: (wish: Wish) => void;
}

/**
 * Keeps a seat at the labelling of a job, on an instance with accounts: the server leases the next spectra to it, and tells who
 * else is here. Without an answer (offline, no right to label) everybody works through the list as if alone: a label that two
 * give becomes two opinions.
 */
export function useSeat(jobId: string): Seat {
  const session = useSession();
  const client = useQueryClient();
  const name = session?.user?.name;
  const sits = session?.hasAccounts === true && name !== undefined && session.user?.role !== "viewer";
  const [seatId] = useState(newKey);
  const [answer, setAnswer] = useState<SeatAnswer>();
  const [isReady, setReady] = useState(false);
  const [people, setPeople] = useState<readonly Present[]>([]);
  const wish = useRef<Wish | undefined>(undefined);
  const ask = useRef<() => void>(() => {});

  useEffect(() => {
    if (!sits) return;
    const seen = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isAsking = false;
    let isLeft = false;
    const schedule = (delayMs: number) => {
      clearTimeout(timer);
      if (!isLeft) timer = setTimeout(() => void send(), delayMs);
    };
    const send = async () => {
      if (isAsking || isLeft || wish.current === undefined) return;
      isAsking = true;
      const told = wish.current;
      try {
        const given = await takeSeat(jobId, seatId, { ...told, count: COUNT });
        if (isLeft) return;
        setAnswer(given);
        // What others have answered since is in the next list.
        const isNew = [...given.answered].some((id) => !seen.has(id));
        for (const id of given.answered) seen.add(id);
        if (isNew) void client.invalidateQueries(labellingsQuery(jobId));
      } catch {
        // Without an answer the list is worked through as it is.
        if (!isLeft) setAnswer(undefined);
      }
      setReady(true);
      isAsking = false;
      schedule(wish.current === told ? STAY_MS : TOGETHER_MS);
    };
    let isFirst = true;
    ask.current = () => {
      schedule(isFirst ? 0 : TOGETHER_MS);
      isFirst = false;
    };
    if (wish.current !== undefined) ask.current();
    const leave = () => leaveSeat(jobId, seatId);
    const comeBack = (event: PageTransitionEvent) => event.persisted && schedule(0);
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", comeBack);
    return () => {
      isLeft = true;
      ask.current = () => {};
      clearTimeout(timer);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", comeBack);
      leave();
    };
  }, [client, jobId, seatId, sits]);

  useEffect(() => (sits ? listenToSeats(jobId, setPeople) : undefined), [jobId, sits]);

  const asking = useMemo<Asking>(
    () =>
      answer === undefined
        ? ALONE
        : {
            isLeased: (id) => answer.leased.has(id),
            isElsewhere: (id) => answer.taken.has(id) || answer.answered.has(id),
          },
    [answer],
  );
  const others = useMemo(() => people.filter((person) => person.name !== name), [people, name]);
  const tell = useRef((next: Wish) => {
    wish.current = next;
    ask.current();
  });
  return { isReady: session !== undefined && (!sits || isReady), asking, others, wish: tell.current };
}

/** Keeps the server told of what is looked at and left to do. */
export function useWish(
  { wish }: Seat,
  list: readonly Labelling[],
  current: number,
  skipped: ReadonlySet<string>,
): void {
  const at = list[current]?.id;
  const among = useMemo(() => wished(list, current, skipped, AMONG), [list, current, skipped]);
  const sent = labelOutbox.sent;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a label that has arrived changes what is asked.
  useEffect(() => wish({ at, among }), [wish, at, among, sent]);
}
