import { ProgressLocation, window, workspace } from "vscode";
import { drawingWanted, LEAST_PIXELS, MOST_PIXELS, type DrawingParams, type ShownView } from "../protocol/exporting.ts";
import { failureOfReply, StrataError } from "../protocol/errors.ts";
import { exportText } from "../strings/exporting.ts";
import type { OpenPanel } from "./panels.ts";
import { ask, BACK, type Choice, type Step } from "./quickStep.ts";
import { askWhere, baseNameOf, sayWritten } from "./savedFile.ts";

type Format = DrawingParams["format"];
type Size = readonly [width: number, height: number];

/** Sizes that slides, pages and posts have. */
const usual: readonly Size[] = [
  [1600, 1000],
  [1920, 1080],
  [1200, 1200],
  [1000, 700],
];
const scales = [1, 2, 3, 4] as const;
const sides = {
  both: { legend: true, caption: true },
  legend: { legend: true, caption: false },
  caption: { legend: false, caption: true },
  none: { legend: false, caption: false },
} as const;

/** Asks for the size of a picture of the view that is shown, and what stands beside it, and saves it. */
export async function exportDrawing(
  { run, view }: OpenPanel,
  format: Format,
  shown: ShownView,
  askTexts: () => Promise<boolean | undefined>,
): Promise<void> {
  const size = await chosen<Size | undefined>({
    title: exportText.sizeTitle,
    placeholder: exportText.sizePlaceholder,
    sections: [{ label: "", choices: sizeChoices(shown) }],
    typed: typedSize,
    refusal: (size) => Promise.resolve(size ? undefined : exportText.allowedSizes(LEAST_PIXELS, MOST_PIXELS)),
  });
  if (size === undefined) return;
  const [width, height] = size;
  const scale = format === "svg" ? 1 : await askScale(width, height);
  if (scale === undefined) return;
  const beside = await chosen<keyof typeof sides>({
    title: exportText.besideTitle,
    placeholder: exportText.besidePlaceholder,
    sections: [
      {
        label: "",
        choices: (Object.keys(sides) as (keyof typeof sides)[]).map((value) => ({
          label: exportText.beside[value],
          value,
        })),
      },
    ],
  });
  if (beside === undefined) return;
  // Of numbers of layers there is nothing to leave out.
  const withTexts = shown.saved?.mode === "curves" ? false : await askTexts();
  if (withTexts === undefined) return;
  const target = await askWhere(
    run,
    `${baseNameOf(run)}-${shown.saved?.mode ?? "stack"}.${format}`,
    exportText[format],
  );
  if (target === undefined) return;
  const params: DrawingParams = { format, width, height, scale, ...sides[beside], withTexts };
  const options = { location: ProgressLocation.Notification, title: exportText.writing(exportText[format]) };
  await window.withProgress(options, async () => {
    const page = await view.page();
    const bytes = await page.sendRequest(drawingWanted, params).catch((error: unknown) => {
      const { code, detail } = failureOfReply(error);
      throw new StrataError(code, detail, { cause: error });
    });
    await workspace.fs.writeFile(target, bytes);
  });
  void sayWritten(target);
}

async function chosen<T>(step: Step<T>): Promise<T | undefined> {
  const answer = await ask(step);
  return answer === BACK ? undefined : answer;
}

function scalesOf(width: number, height: number): readonly number[] {
  return scales.filter((scale) => Math.max(width, height) * scale <= MOST_PIXELS);
}

function askScale(width: number, height: number): Promise<number | undefined> {
  return chosen<number>({
    title: exportText.scaleTitle,
    placeholder: exportText.scalePlaceholder,
    sections: [
      {
        label: "",
        choices: scalesOf(width, height).map((value) => ({
          label: exportText.scale(value, width, height),
          value,
          first: value === 2,
        })),
      },
    ],
  });
}

function sizeChoices({ width, height }: ShownView): readonly Choice<Size>[] {
  const onScreen: Size = [Math.max(LEAST_PIXELS, Math.round(width)), Math.max(LEAST_PIXELS, Math.round(height))];
  return [
    { label: exportText.onScreen, description: exportText.size(...onScreen), value: onScreen },
    ...usual.map((size) => ({ label: exportText.size(...size), value: size })),
  ];
}

/** `1600 x 1000`, `1600×1000`, `1600 1000`; of anything else, what is allowed. */
function typedSize(text: string): Choice<Size | undefined> | undefined {
  if (text === "") return undefined;
  const typed = (/^(\d{1,5})\s*[x×*, ]\s*(\d{1,5})$/i.exec(text) ?? []).slice(1).map(Number);
  const [width, height] = typed;
  const isAllowed = typed.every((side) => side >= LEAST_PIXELS && side <= MOST_PIXELS);
  return isAllowed && width !== undefined && height !== undefined
    ? { label: exportText.size(width, height), value: [width, height] }
    : {
        label: text,
        description: exportText.allowedSizes(LEAST_PIXELS, MOST_PIXELS),
        value: undefined,
        last: true,
      };
}
