import { turnChoices } from "./reading.ts";
import type { Schema } from "./schema.ts";
import { ZOOM_RANGE } from "./zoomRange.ts";

const text = (description: string): Schema => ({ type: "string", description });
const flag = (description: string): Schema => ({ type: "boolean", description });
const index = (description: string): Schema => ({ type: "integer", minimum: 0, description });
const oneOf = (description: string, ...values: readonly string[]): Schema => ({ enum: values, description });
const listOf = (items: Schema, description: string): Schema => ({ type: "array", items, description });
const object = (
  description: string,
  properties: Readonly<Record<string, Schema>>,
  ...required: readonly string[]
): Schema => ({
  ...{ type: "object", ...(description !== "" && { description }), properties, additionalProperties: false },
  ...(required.length > 0 && { required }),
});
const points = (description: string): Schema => listOf({ type: "integer", minimum: 0 }, description);
const values: Schema = { type: "object", additionalProperties: { anyOf: [{ type: "number" }, { type: "string" }] } };

const kind = (...kinds: readonly string[]): Schema => ({ enum: kinds });
const colouring: Schema = {
  description: "What gives the points their colours.",
  anyOf: [
    object("", { kind: kind("label", "line", "length", "tokens", "similarity", "hits", "pins") }, "kind"),
    object("", { kind: kind("field"), name: { type: "string" } }, "kind", "name"),
    object("", { kind: kind("task"), id: { type: "string" }, series: { type: "string" } }, "kind", "id"),
  ],
};

const angle = (description: string): Schema => ({ type: "number", description });
const camera = object(
  "Where the stack is looked at from.",
  {
    azimuth: angle("The turn of the stack, in radians."),
    elevation: angle("How far it is looked down on, in radians."),
    zoom: { type: "number", minimum: ZOOM_RANGE[0], maximum: ZOOM_RANGE[1], description: "1 shows it as it opens." },
    shift: {
      ...listOf({ type: "number" }, "Where the middle stands, right and up, in halves of the height."),
      ...{ minItems: 2, maxItems: 2 },
    },
  },
  ...["azimuth", "elevation", "zoom", "shift"],
);

/** Of a view and of a bookmark alike. */
const looks: Readonly<Record<string, Schema>> = {
  mode: oneOf("The view that is shown.", "stack", "layer", "pair", "curves", "table"),
  layer: index("The lit layer, counted from 0."),
  other: index("The layer that Pair shows beside the lit one, counted from 0."),
  colouring,
  looks: listOf(
    { type: "array" },
    "Colours, by their number in the palette, and symbols that were chosen for categories, by the categories' names.",
  ),
  selected: index("The record that is looked at, counted from 0."),
  separation: { type: "number", minimum: 1, maximum: 20, description: "Distance between the layers." },
  trajectories: oneOf("Which records' ways through the layers are drawn.", "all", "selected", "none"),
  hiddenLabels: listOf({ type: "string" }, "Names of the categories that are hidden."),
  chart: text("The chart of Curves that is shown large."),
  search: { type: "object", description: "What is searched for, and in which field." },
  table: { type: "object", description: "How the table is sorted, and which columns it shows how wide." },
  planes: { type: "object", description: "What Layer and Pair remember: their cameras and options." },
  camera,
};

/** Every key that a view keeps besides the file and its model. */
export const pictureViewSchema: Schema = object("What is shown of the picture.", {
  ...looks,
  labelPlaces: listOf(
    { type: "array" },
    "Labels and their places in the legend, which are their colours and symbols too.",
  ),
  taskValues: {
    ...{ type: "object", description: "Values of the parameters of analyses, by the analysis's id." },
    additionalProperties: values,
  },
  sets: { type: "object", description: "The points that are selected, hidden, and pinned as A and B." },
  sheet: flag("Whether the side sheet is shown."),
  bookmarks: listOf(
    object(
      "A view that was given a name.",
      {
        name: text("What the bookmark is called."),
        view: object("What is shown.", {
          ...looks,
          selection: points("The points that are selected, counted from 0."),
          filter: points("The points that are hidden one by one, counted from 0."),
          digest: index("A sum over the texts whose points these are: where it is another, they are not used."),
        }),
      },
      "name",
      "view",
    ),
    "Views that were given names.",
  ),
});

/** How a model reads the texts. */
export const modelSchema: Schema = object(
  "The model, and how it reads the texts: as the settings strata.NAME. Not heeded in untrusted folders.",
  {
    model: text("A repository of the Hugging Face hub, a folder, or an .onnx file; empty takes the bundled one."),
    pooling: text("How the tokens of a record become one point per layer."),
    specialTokens: oneOf("Whether tokens like [CLS] count.", "auto", "include", "exclude"),
    maxTokens: index("Tokens read of each record; 0 takes what the model's authors say."),
    prompt: text("Name of one of the model's own prompts; empty takes none."),
    layers: text("Layers to compute, as in 0-3,6,last; empty takes all."),
    extraLayers: listOf({ type: "object" }, "Tensors of the model to draw beside its hidden states."),
    layerPooling: {
      ...{ type: "object", additionalProperties: { type: "string" } },
      description: "Poolings of single layers.",
    },
  },
);

/** The schema of `NAME.strata.json`; `media/picture-settings.schema.json` is made of it. */
export const pictureSettingsSchema: Schema = object(
  "Settings of a picture of Embedding Strata: Visualize Embeddings on this file draws the same picture.",
  {
    $schema: text("Where the schema of this file is."),
    version: { type: "integer", minimum: 1, description: "The version of this form of file: 1." },
    file: text("The file that is drawn, relative to this one, with forward slashes."),
    states: text("A file of states that is drawn in place of a model's, relative to this one."),
    reading: object("How the file is read. What is left out is found.", {
      text: text("The field with the text."),
      label: {
        anyOf: [{ type: "string" }, { type: "null" }],
        description: "The field with the label; null takes none.",
      },
      encoding: text("The encoding, by VS Code's id, as in windows1252."),
      dialect: object("How the cells of a table are told apart.", {
        delimiter: text("What is between the cells."),
        quote: oneOf("The quote around cells; empty where there is none.", '"', "'", ""),
        escape: oneOf("How a quote is written inside a quoted cell.", "doubled", "backslash"),
        header: flag("Whether the first row names the columns."),
      }),
      array: text(
        "The array whose items are the records, as in data[].paragraphs[]; of a file of pictures the data set.",
      ),
      turns: oneOf("What of a conversation is a record.", ...turnChoices),
    }),
    model: modelSchema,
    drawing: object(
      "How the picture is fitted.",
      {
        projection: object(
          "The projection and the values of its parameters.",
          { id: text("The projection's id, as in pca."), values: { ...values, description: "Values by parameter." } },
          "id",
          "values",
        ),
        dimensions: { enum: [2, 3], description: "Axes of the picture." },
      },
      "projection",
      "dimensions",
    ),
    view: pictureViewSchema,
  },
  "version",
  "file",
);
