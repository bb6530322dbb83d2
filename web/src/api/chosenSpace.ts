import { keep, kept, shared } from "./browserStorage.ts";

const KEY = "ml-job/space";

/** The space that a person chose to look at; undefined: all. Shared by all tabs that open later. */
class ChosenSpace {
  readonly #listeners = new Set<() => void>();
  #id: string | undefined = kept(shared, KEY) || undefined;

  get id(): string | undefined {
    return this.#id;
  }

  choose(id: string | undefined): void {
    if (id === this.#id) return;
    this.#id = id;
    keep(shared, KEY, id ?? "");
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export const chosenSpace = new ChosenSpace();
