import { documentOf } from "./chooseModel.ts";
import type { Editor } from "./editor.ts";
import type { OpenPanel } from "./panels.ts";

/** Shows the layers of the model as a table. */
export async function showLayers(editor: Editor, panel?: OpenPanel): Promise<void> {
  await editor.layers.show(documentOf(editor, panel));
}
