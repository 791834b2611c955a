import {
  CancellationTokenSource,
  QuickInputButtons,
  QuickPickItemKind,
  ThemeIcon,
  window,
  type CancellationToken,
  type QuickPickItem,
} from "vscode";

/** One thing to choose. */
export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
  /** Where the keyboard stands at first. */
  readonly first?: boolean;
  /** Of what the typed text means: it stands behind what the text finds in the list. */
  readonly last?: boolean;
}

/** Things to choose under one heading; empty ones are left out. */
export interface Section<T> {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
}

/** One step of a choice. */
export interface Step<T> {
  readonly title: string;
  readonly placeholder: string;
  /** What is there at once. */
  readonly sections?: readonly Section<T>[];
  /** What takes a while to find; takes the place of `sections`. The token ends when the step is left. */
  readonly load?: (token: CancellationToken) => Promise<readonly Section<T>[]>;
  /** A button in the title that finds everything anew. */
  readonly again?: { readonly title: string; readonly load: NonNullable<Step<T>["load"]> };
  /** Why a choice cannot be taken, where it cannot: then the step says so and goes on. */
  readonly refusal?: (value: T) => Promise<string | undefined>;
  /** Offers a way to the step before. */
  readonly back?: boolean;
  /** What the typed text itself means, where it means anything. */
  readonly typed?: (text: string) => Choice<T> | undefined;
}

/** Milliseconds in which an Enter reaches the extension. */
const ON_ITS_WAY_MS = 300;

/** The answer of a step the user left for the one before. */
export const BACK = Symbol("back");

interface Item<T> extends QuickPickItem {
  readonly choice?: Choice<T>;
}

/** Asks for one choice; undefined where the user gave up. Rejects with what `load` throws. */
export async function ask<T>(step: Step<T>): Promise<T | typeof BACK | undefined> {
  const pick = window.createQuickPick<Item<T>>();
  const left = new CancellationTokenSource();
  const again = step.again && { iconPath: new ThemeIcon("refresh"), tooltip: step.again.title };
  let sections = step.sections ?? [];
  pick.title = step.title;
  pick.placeholder = step.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = step.back === true;
  pick.buttons = [...(step.back === true ? [QuickInputButtons.Back] : []), ...(again ? [again] : [])];

  // VS Code tells entries apart by their place: an Enter that was on its way when new ones came means one of the old.
  let before: readonly Item<T>[] = [];
  let replacedAt = -Infinity;
  const meant = (chosen: Item<T> | undefined): Item<T> | undefined => {
    const isLate = chosen !== undefined && performance.now() - replacedAt < ON_ITS_WAY_MS;
    return isLate ? (before[pick.items.indexOf(chosen)] ?? chosen) : chosen;
  };
  pick.onDidChangeActive(() => (replacedAt = -Infinity));

  const typedChoice = (): Choice<T> | undefined => step.typed?.(pick.value.trim());
  let typed = typedChoice();
  /** Where the list stands by itself: whoever stands there has not moved, and follows `first`. */
  let standing: Item<T> | undefined;
  const show = (): void => {
    typed = typedChoice();
    const [stood] = pick.activeItems;
    const active = stood === standing ? undefined : stood?.choice;
    const own = typed ? [{ ...itemOf(typed), alwaysShow: true }] : [];
    const listed = sections.flatMap(itemsOf);
    pick.items = typed?.last === true ? [...listed, ...own] : [...own, ...listed];
    const isAt = ({ choice }: Item<T>): boolean =>
      choice !== undefined && (active ? choice.label === active.label : choice.first === true);
    const at = pick.items.find(isAt);
    standing = pick.items.find(({ choice }) => choice);
    // VS Code stands at the first entry that fits by itself; told so while the user types, it would stand nowhere.
    if (at && at !== standing && pick.value === "") {
      pick.activeItems = [at];
      if (active === undefined) standing = at;
    }
  };
  show();

  try {
    return await new Promise((resolve, reject) => {
      const load = (find: NonNullable<Step<T>["load"]>): void => {
        pick.busy = true;
        find(left.token).then((found) => {
          if (left.token.isCancellationRequested) return;
          sections = found;
          pick.busy = false;
          before = pick.items;
          show();
          replacedAt = performance.now();
        }, reject);
      };
      const take = async (value: T): Promise<void> => {
        pick.busy = true;
        const refusal = await step.refusal?.(value);
        if (refusal === undefined) resolve(value);
        else pick.title = `${step.title}: ${refusal}`;
        pick.busy = false;
      };
      pick.onDidAccept(() => {
        const chosen = meant(pick.selectedItems[0]);
        if (chosen?.choice) take(chosen.choice.value).catch(reject);
      });
      pick.onDidTriggerButton((button) => {
        if (button === QuickInputButtons.Back) resolve(BACK);
        else if (step.again) load(step.again.load);
      });
      pick.onDidHide(() => resolve(undefined));
      // VS Code tells entries apart by their place: new ones while Enter is on its way would be taken for others.
      pick.onDidChangeValue(() => {
        if (typed !== undefined || typedChoice() !== undefined) show();
      });
      pick.show();
      if (step.load) load(step.load);
    });
  } finally {
    left.cancel();
    left.dispose();
    pick.dispose();
  }
}

function itemsOf<T>({ label, choices }: Section<T>): Item<T>[] {
  if (choices.length === 0) return [];
  return [{ label, kind: QuickPickItemKind.Separator }, ...choices.map(itemOf)];
}

function itemOf<T>(choice: Choice<T>): Item<T> {
  const { label, description = "", detail } = choice;
  return { label, description, ...(detail !== undefined && { detail }), choice };
}

/** Asks for a text, and says while it is typed what is wrong with it. */
export async function askText(options: {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder: string;
  readonly value?: string;
  readonly wrong: (text: string) => string | undefined;
}): Promise<string | typeof BACK | undefined> {
  const input = window.createInputBox();
  input.title = options.title;
  input.prompt = options.prompt;
  input.placeholder = options.placeholder;
  input.value = options.value ?? "";
  input.ignoreFocusOut = true;
  input.buttons = [QuickInputButtons.Back];
  try {
    return await new Promise((resolve) => {
      input.onDidChangeValue((text) => {
        input.validationMessage = text.trim() === "" ? undefined : options.wrong(text.trim());
      });
      input.onDidAccept(() => {
        const text = input.value.trim();
        input.validationMessage = options.wrong(text);
        if (input.validationMessage === undefined) resolve(text);
      });
      input.onDidTriggerButton(() => resolve(BACK));
      input.onDidHide(() => resolve(undefined));
      input.show();
    });
  } finally {
    input.dispose();
  }
}
