import type { Command } from "./command.ts";
import { hiddenStates } from "./hiddenStates.ts";
import { layers } from "./layers.ts";
import { visualize } from "./visualize.ts";

/** What the command line can do. */
export const commands: readonly Command[] = [visualize, layers, hiddenStates];
