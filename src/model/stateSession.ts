import { StrataError } from "../protocol/errors.ts";
import type { GraphValue } from "./onnxGraph.ts";
import { floats, type Session, type Tensor, type Tensors } from "./onnxruntime.ts";
import { type Layout, stateTaps, tapNames } from "./tapGraph.ts";
import { editedSession, type TapPlan, type TapSessionOptions } from "./tapPlan.ts";

/** One hidden state of every token of a batch. */
export interface TokenStates {
  /** `[batch, tokens, hidden]` */
  readonly data: Float32Array;
  readonly hiddenSize: number;
  /** How the model itself lays it out. */
  readonly layout: Layout;
}

/** Hidden states token by token. */
export interface StateSession {
  /** The inputs to feed. */
  readonly inputs: readonly GraphValue[];
  /** The tensors it was opened for, in that order. */
  run(feeds: Tensors, batch: { readonly rows: number; readonly tokens: number }): Promise<TokenStates[]>;
  dispose(): Promise<void>;
}

/** Tensors of a model as they are. */
export interface TensorSession {
  /** The inputs to feed. */
  readonly inputs: readonly GraphValue[];
  /** The tensors it was opened for, float32, in that order. Throws what ONNX Runtime throws. */
  run(feeds: Tensors): Promise<Tensor[]>;
  dispose(): Promise<void>;
}

/** A session that returns `tensors` of the model. Throws `modelNotReadable` where ONNX Runtime cannot load it. */
export async function openTensors(
  plan: TapPlan,
  tensors: readonly string[],
  options: TapSessionOptions = {},
): Promise<TensorSession> {
  const session = await editedSession(plan, stateTaps(plan.stream, tensors), options);
  return {
    inputs: declaredInputs(plan, session),
    run: async (feeds) => {
      const results = await session.run(feeds);
      return tensors.flatMap((_, index) => results[tapNames.state(index)] ?? []);
    },
    dispose: () => session.dispose(),
  };
}

/**
 * A session that returns `tensors` of the model token by token; left out, every hidden state and last the raw one
 * before the final norm. Throws `modelNotReadable` where ONNX Runtime cannot load it; `run` throws `modelTapWrong`
 * for a tensor that holds no hidden states.
 */
export async function openStates(
  plan: TapPlan,
  tensors: readonly string[] = [...plan.stream.hidden, plan.stream.rawLast],
  options: TapSessionOptions = {},
): Promise<StateSession> {
  const session = await openTensors(plan, tensors, options);
  return {
    ...session,
    run: async (feeds, batch) => {
      const results = await session.run(feeds);
      return tensors.map((tensor, index) => tokenStates(plan, tensor, results[index], batch));
    },
  };
}

/** The session's inputs that are the model's own, as its graphs declare them. */
export function declaredInputs(plan: TapPlan, session: Session): GraphValue[] {
  const graphs = [plan.model.graph, ...(plan.embedding ? [plan.embedding.graph.model.graph] : [])];
  const declared = graphs.flatMap(({ inputs, initializers }) => inputs.filter(({ name }) => !initializers.has(name)));
  const byName = new Map(declared.map((input) => [input.name, input]));
  return session.inputs.flatMap((name) => byName.get(name) ?? []);
}

/** A tensor token by token. Throws `modelTapWrong` where it has no place for every token. */
export function tokenStates(
  plan: TapPlan,
  name: string,
  tensor: Tensor | undefined,
  { rows, tokens }: { readonly rows: number; readonly tokens: number },
): TokenStates {
  const data = floats(tensor);
  const dims = tensor?.dims ?? [];
  const layout = layoutOf(dims, rows, tokens);
  if (layout === undefined) {
    const reason = `tensor ${name} is [${dims.join(", ")}] for ${rows} texts of ${tokens} tokens: no hidden states`;
    throw new StrataError("modelTapWrong", { path: plan.path, reason });
  }
  const hiddenSize = data.length / (rows * tokens);
  return { data: inBatchTokensHidden(data, layout, rows, tokens, hiddenSize), hiddenSize, layout };
}

function layoutOf(dims: readonly number[], rows: number, tokens: number): Layout | undefined {
  const [a, b, c] = dims;
  if (dims.length === 2) return a === rows * tokens ? "rows hidden" : undefined;
  if (dims.length !== 3) return undefined;
  if (a === rows && b === tokens) return "batch tokens hidden";
  if (a === tokens && b === rows) return "tokens batch hidden";
  return a === rows && c === tokens ? "batch hidden tokens" : undefined;
}

function inBatchTokensHidden(
  data: Float32Array,
  layout: Layout,
  rows: number,
  tokens: number,
  hiddenSize: number,
): Float32Array {
  if (layout === "batch tokens hidden" || layout === "rows hidden") return data;
  const result = new Float32Array(data.length);
  for (let row = 0; row < rows; row++)
    for (let token = 0; token < tokens; token++)
      for (let unit = 0; unit < hiddenSize; unit++) {
        const from =
          layout === "tokens batch hidden"
            ? (token * rows + row) * hiddenSize + unit
            : (row * hiddenSize + unit) * tokens + token;
        result[(row * tokens + token) * hiddenSize + unit] = data[from] ?? NaN;
      }
  return result;
}
