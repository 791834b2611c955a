import { count, grouped } from "../strings.ts";
import { declared } from "./declared.ts";

/** The words of the list of nearest points. */
export const nearestText = {
  choices: "Which points are listed",
  /** `layers`: of so many in all. */
  nearAt: (layers: number, all: number) => `near at ${grouped(layers)} of ${count(all, "layer")}`,
  /** The layers by name, those that follow each other as from and to. */
  spans: (near: readonly boolean[], layers: readonly string[]) => {
    const spans: string[] = [];
    for (let from = 0; from < near.length; from++) {
      if (near[from] !== true) continue;
      let to = from;
      while (near[to + 1] === true) to++;
      const [first, last] = [layers[from] ?? "", layers[to] ?? ""];
      spans.push(from === to ? first : `${first} to ${last}`);
      from = to;
    }
    return spans.join(", ");
  },
  kept: (kept: number, fresh: number) => `${grouped(kept)} kept, ${grouped(fresh)} new (+).`,
  option: (name: string) => optionNames[name] ?? declared(name),
} as const;

/** What an option is called where it stands without a label. */
const optionNames: Readonly<Record<string, string>> = {
  all: "all records",
  euclidean: "Euclidean",
};
