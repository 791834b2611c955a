import { fieldName } from "../src/strings/fieldName.ts";
import { findText } from "../src/strings/finding.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton } from "./dom.ts";
import { onChange } from "./memo.ts";
import { setQuery, shownProbe } from "./searchState.ts";
import { currentDataset, type State } from "./state.ts";

/** What hangs below the search box: where it looks, the way to the next hit, and what went wrong. */
export function findOptions({ store }: Context, likes: () => boolean, step: (by: 1 | -1) => void): Control {
  const place = h("select", { "aria-label": findText.place });
  place.addEventListener("change", () => {
    const { value } = place;
    store.change((state) =>
      setQuery(state, {
        place: value.startsWith(FIELD)
          ? { kind: "field", name: value.slice(FIELD.length) }
          : { kind: value === "all" ? "all" : "text" },
      }),
    );
  });
  const where = h("label", { class: "where" }, findText.place, place);
  const previous = iconButton("arrow-up", findText.previous, () => step(-1));
  const next = iconButton("arrow-down", findText.next, () => step(1));
  const line = h("div", { class: "line" }, where, h("span", { class: "fill" }), previous, next);
  const said = h("p", {});
  const failed = h("p", { class: "failure", role: "alert" });
  const element = h("div", { class: "float below" }, line, said, failed);

  const fill = onChange(
    (state: State) => [currentDataset(state)?.fields, currentDataset(state)?.textField, state.info?.page] as const,
    (fields = [], textField, page) => {
      const names = fields.map(({ name }) => name).filter((name) => name !== textField);
      const others = page === undefined ? names : names.filter((name) => page.fields.includes(name));
      place.replaceChildren(
        h("option", { value: "text" }, textField === undefined ? findText.places.text : fieldName(textField)),
        ...(others.length === 0 ? [] : [h("option", { value: "all" }, findText.places.all)]),
        ...others.map((name) => h("option", { value: FIELD + name }, fieldName(name))),
      );
    },
  );

  return {
    element,
    update: (state) => {
      fill(state);
      const { search } = state;
      const isLike = likes();
      line.hidden = isLike;
      where.hidden = place.length < 2;
      const value = search.place.kind === "field" ? FIELD + search.place.name : search.place.kind;
      if (place.value !== value) place.value = value;
      previous.disabled = next.disabled = (search.hits?.length ?? 0) === 0;
      const words = isLike ? likeWords(state) : "";
      said.hidden = words === "";
      if (said.textContent !== words) said.textContent = words;
      const failure = isLike ? state.like?.failure : search.failure;
      failed.hidden = failure === undefined;
      const reason = failure === undefined ? "" : `${failure.title}. ${failure.explanation} ${failure.remedy}`;
      if (failed.textContent !== reason) failed.textContent = reason;
    },
  };
}

const FIELD = "field ";

function likeWords(state: State): string {
  const { like } = state;
  if (like === undefined) return findText.likeHelp;
  if (like.failure !== undefined) return "";
  const probe = shownProbe(state);
  if (probe === undefined) return findText.likeWaiting;
  return probe.coordinates === undefined ? findText.likeNotPlaced : findText.likeDrawn;
}
