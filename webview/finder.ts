import type { SearchMode } from "../src/protocol/finding.ts";
import { findText } from "../src/strings/finding.ts";
import { pick } from "./actions.ts";
import type { Context, Control } from "./control.ts";
import { h, icon, iconButton, setAttribute } from "./dom.ts";
import { findOptions } from "./finderOptions.ts";
import { nextHit, setLike, setQuery, visibleHits } from "./searchState.ts";
import { isBare, type State } from "./state.ts";

const INPUT = "find";

/** Puts the keyboard into the search box. */
export function focusFinder(): void {
  const finder = document.querySelector<HTMLElement>(".finder");
  finder?.classList.add("open");
  const input = document.getElementById(INPUT);
  if (!(input instanceof HTMLInputElement)) return;
  input.focus();
  input.select();
}

/** Clears what is searched for, and the typed sentence. */
export function clearSearch(state: State): State {
  return setLike(setQuery(state, { query: "" }), "");
}

/** The search box: looks for text, words or patterns while one types, or draws a typed sentence among the records. */
export function finder(context: Context): Control {
  const { store } = context;
  /** Whether what is typed is a sentence to be drawn. */
  let likes = false;
  const input = h("input", { id: INPUT, type: "text", class: "query", autocomplete: "off", spellcheck: "false" });
  const found = h("output", { class: "found", role: "status" });
  const toggles = {
    case: toggle("case-sensitive", findText.matchCase, () =>
      store.change((state) => setQuery(state, { matchCase: !state.search.matchCase })),
    ),
    word: toggle("whole-word", findText.wholeWord, () => switchMode("word")),
    regex: toggle("regex", findText.regex, () => switchMode("regex")),
    like: toggle("sparkle", findText.like, () => setLikes(!likes)),
  };
  const clear = iconButton("close", findText.clear, () => leave());
  const box = h("div", { class: "box" }, icon("search"), input, found, ...Object.values(toggles), clear);
  const options = findOptions(context, () => likes, step);
  const opener = iconButton("search", findText.findTitle, focusFinder);
  opener.classList.add("find-opener");
  const element = h("div", { class: "finder", role: "search" }, opener, box, options.element);

  function switchMode(mode: SearchMode): void {
    setLikes(false);
    store.change((state) => setQuery(state, { mode: state.search.mode === mode ? "text" : mode }));
  }

  /** What was typed stays in the box, whatever it is taken for. */
  function setLikes(wanted: boolean): void {
    if (likes === wanted) return;
    likes = wanted;
    store.change((state) =>
      wanted ? setQuery(state, { query: "" }) : setQuery(setLike(state, ""), { query: input.value }),
    );
    show(store.value);
    input.focus();
  }

  function step(by: 1 | -1): void {
    const hit = nextHit(store.value, by);
    if (hit !== undefined) pick(context, hit);
  }

  /** Clears what is there; an empty box gives the keyboard back to the picture. */
  function leave(): void {
    const wasEmpty = input.value === "" && store.value.like === undefined;
    input.value = "";
    store.change(clearSearch);
    if (!wasEmpty) return;
    likes = false;
    element.classList.remove("open");
    const target = document.querySelector<HTMLElement>("#stage:not([hidden]), .table:not([hidden])");
    (target ?? opener).focus();
    show(store.value);
  }

  input.addEventListener("input", () => {
    if (!likes) store.change((state) => setQuery(state, { query: input.value }));
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    else if (event.key !== "Enter" || event.target !== input || event.isComposing) return;
    else if (likes) store.change((state) => setLike(state, input.value));
    else step(event.shiftKey ? -1 : 1);
    event.preventDefault();
    event.stopPropagation();
  });
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && element.contains(relatedTarget)) return;
    if (input.value === "") element.classList.remove("open");
  });

  function show(state: State): void {
    const { search } = state;
    const { like } = state;
    if (like !== undefined && !likes) {
      // Kept over a reload.
      likes = true;
      if (input !== document.activeElement) input.value = like.text;
    }
    if (!likes && input !== document.activeElement) input.value = search.query;
    if (like === undefined && search.query === "" && input !== document.activeElement) input.value = "";
    input.placeholder = likes ? findText.likePlaceholder : findText.find;
    setAttribute(input, "aria-label", likes ? findText.like : findText.findTitle);
    const pressed = {
      case: search.matchCase && !likes,
      word: search.mode === "word" && !likes,
      regex: search.mode === "regex" && !likes,
      like: likes,
    };
    for (const [name, button] of Object.entries(toggles))
      setAttribute(button, "aria-pressed", String(pressed[name as keyof typeof pressed]));
    toggles.case.hidden = toggles.word.hidden = likes;
    clear.hidden = input.value === "" && like === undefined;
    const failed = search.failure ?? like?.failure;
    setAttribute(input, "aria-invalid", failed === undefined ? undefined : "true");
    element.classList.toggle("filled", input.value !== "" || like !== undefined);
    element.classList.toggle("failed", failed !== undefined);
    showCount(state);
    options.update(state);
  }

  function showCount(state: State): void {
    const { query, hits, done, failure } = state.search;
    found.hidden = likes || query === "" || failure !== undefined || hits === undefined;
    if (hits === undefined || found.hidden) return;
    const visible = visibleHits(state);
    const at = state.view.selected === undefined ? -1 : visible.indexOf(state.view.selected);
    const words =
      done < 1
        ? findText.searching(done)
        : visible.length === 0
          ? findText.nothing
          : findText.found(at < 0 ? undefined : at + 1, visible.length);
    if (found.textContent !== words) found.textContent = words;
    found.title = findText.foundTitle(visible.length, hits.length - visible.length);
  }

  return {
    element,
    update: (state) => {
      element.hidden = isBare(state);
      if (!element.hidden) show(state);
    },
  };
}

function toggle(name: string, title: string, onClick: () => void): HTMLButtonElement {
  const button = iconButton(name, title, onClick);
  button.classList.add("toggle");
  setAttribute(button, "aria-pressed", "false");
  return button;
}
