import type { Tables } from "../engine/tasks.ts";
import { analyse } from "./analyse.ts";
import type { Command } from "./command.ts";
import { hiddenStates } from "./hiddenStates.ts";
import { layers } from "./layers.ts";
import { visualize } from "./visualize.ts";

/** What the command line can do with these tasks. */
export function commandsOf(tables: Tables): readonly Command[] {
  return [visualize(tables), analyse(tables), layers, hiddenStates];
}
