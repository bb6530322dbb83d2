/** Whether the server answered the last request: what the top bar shows, and what wakes waiting labels. */
export type ConnectionState = "live" | "reconnecting";

type Listener = (state: ConnectionState) => void;

/** Holds the connection state and tells those who listen when it changes. */
export class Connection {
  #state: ConnectionState = "live";
  readonly #listeners = new Set<Listener>();

  get state(): ConnectionState {
    return this.#state;
  }

  /** Records the outcome of a request. */
  report(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** The page's one connection. */
export const connection = new Connection();
