import { StrataError } from "../../protocol/errors.ts";
import { type ModelInput, textInputs } from "./feeds.ts";
import { floats, type Session, type Tensor, type Tensors } from "../onnxruntime.ts";
import { type Layout, layoutOf, type Seen, tokenMajor } from "./layout.ts";
import { stateTaps, tapNames } from "./tapGraph.ts";
import { editedSession, type TapPlan, type TapSessionOptions } from "./tapPlan.ts";

/** One vector of every token of a batch. */
export interface TokenStates {
  /** `[batch, tokens, width]` */
  readonly data: Float32Array;
  readonly width: number;
  /** How the model itself lays it out. */
  readonly layout: Layout;
}

/** Hidden states token by token. */
export interface StateSession {
  /** The inputs to feed. */
  readonly inputs: readonly ModelInput[];
  /** The tensors it was opened for, in that order. */
  run(feeds: Tensors, batch: { readonly rows: number; readonly tokens: number }): Promise<TokenStates[]>;
  dispose(): Promise<void>;
}

/** Tensors of a model as they are. */
export interface TensorSession {
  /** The inputs to feed. */
  readonly inputs: readonly ModelInput[];
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
export function declaredInputs(plan: TapPlan, session: Session): ModelInput[] {
  const declared = new Map(modelInputs(plan).map((input) => [input.name, input]));
  return session.inputs.flatMap((name) => declared.get(name) ?? []);
}

/** What a model is fed from outside: not what its embedding's graph makes for it. */
export function modelInputs({ model, embedding }: TapPlan): ModelInput[] {
  return [...(embedding ? [embedding.graph.model] : []), model]
    .flatMap(textInputs)
    .filter(
      ({ name }, index, all) => name !== embedding?.target.name && all.findIndex((a) => a.name === name) === index,
    );
}

/**
 * A tensor token by token. Where it may be any tensor, its sizes for another batch tell its axes apart. Throws
 * `modelTapWrong` for a hidden state and `tensorUnknown` for another tensor that has no vector for every token.
 */
export function tokenStates(
  plan: TapPlan,
  name: string,
  tensor: Tensor | undefined,
  { rows, tokens }: { readonly rows: number; readonly tokens: number },
  other?: Seen,
): TokenStates {
  const data = floats(tensor);
  const dims = tensor?.dims ?? [];
  const layout = layoutOf({ dims, rows, tokens }, other);
  if (layout === undefined && other !== undefined)
    throw new StrataError("tensorUnknown", { tensor: name, path: plan.path });
  if (layout === undefined) {
    const reason = `tensor ${name} is [${dims.join(", ")}] for ${rows} texts of ${tokens} tokens: no hidden states`;
    throw new StrataError("modelTapWrong", { path: plan.path, reason });
  }
  return { data: tokenMajor(data, dims, layout), width: data.length / (rows * tokens), layout };
}
