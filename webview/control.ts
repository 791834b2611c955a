import type { Host } from "./host.ts";
import type { State } from "./state.ts";
import type { Store } from "./store.ts";

/** A piece of the panel: built once, brought up to date whenever the state changes. */
export interface Control {
  readonly element: HTMLElement;
  update(state: State): void;
}

/** What controls act on. */
export interface Context {
  readonly host: Host;
  readonly store: Store<State>;
}
