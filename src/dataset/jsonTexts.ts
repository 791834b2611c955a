import type { Turns } from "../protocol/reading.ts";
import { ARRAY, NULL, OBJECT, STRING } from "./jsonReader.ts";
import type { JsonTape } from "./jsonTape.ts";

const SPEAKERS = ["role", "from", "speaker"];
const CONTENTS = ["content", "value", "text", "message", "utterance", "parts"];
const USERS = /^(?:user|human|prompter|customer|client|instruction)$/i;
const ANSWERERS = /^(?:assistant|gpt|chatgpt|bing|bard|bot|chatbot|model|ai|agent|claude|llm)$/i;

/** A value as one text: the nodes of its pieces and what joins them. */
export interface TextValue {
  readonly pieces: readonly number[];
  readonly separator: string;
  readonly isChat: boolean;
  /** Of a conversation: what stands between the turns and is none. */
  readonly others?: readonly number[];
}

/** The speaker and the content of a turn; `undefined` where an object is none. */
export function turnOf(tape: JsonTape, node: number): { speaker: number; content: number } | undefined {
  if (tape.kindOf(node) !== OBJECT) return undefined;
  const speaker = firstChild(tape, node, SPEAKERS);
  const content = firstChild(tape, node, CONTENTS);
  if (speaker === undefined || content === undefined || tape.kindOf(speaker) !== STRING) return undefined;
  const kind = tape.kindOf(content);
  return kind === STRING || kind === ARRAY || kind === NULL ? { speaker, content } : undefined;
}

function firstChild(tape: JsonTape, node: number, keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const child = tape.child(node, key);
    if (child !== undefined) return child;
  }
  return undefined;
}

/** Whether an array holds the turns of a conversation: most of its items are. */
export function isChat(tape: JsonTape, node: number): boolean {
  if (tape.kindOf(node) !== ARRAY) return false;
  const items = tape.childrenOf(node);
  return items.length > 2 * othersOf(tape, items).length;
}

/** The items of a conversation that are no turns. */
function othersOf(tape: JsonTape, items: readonly number[]): readonly number[] {
  return items.filter((item) => turnOf(tape, item) === undefined);
}

/** A scalar, a list of strings, a conversation or a message of several parts as one text; `undefined` for others. */
export function textValue(tape: JsonTape, node: number, turns: Turns): TextValue | undefined {
  if (tape.isScalar(node)) return { pieces: [node], separator: "", isChat: false };
  if (tape.kindOf(node) !== ARRAY) return undefined;
  if (isChat(tape, node)) {
    const pieces = chosenTurns(tape, node, turns).flatMap((content) => contentPieces(tape, content));
    return { pieces, separator: "\n", isChat: true, others: othersOf(tape, tape.childrenOf(node)) };
  }
  const items = tape.childrenOf(node);
  if (items.length === 0) return undefined;
  if (items.every((item) => tape.kindOf(item) === STRING)) return listOf(tape, items);
  const pieces = contentPieces(tape, node);
  const bare = items.filter((item) => tape.kindOf(item) === STRING).length;
  const typed = items.filter((item) => tape.child(item, "type") !== undefined).length;
  if (pieces.length === 0 || bare + typed < items.length) return undefined;
  return { pieces, separator: bare > 0 ? "" : "\n", isChat: false };
}

/** Words are joined by spaces, longer pieces by line breaks. */
function listOf(tape: JsonTape, pieces: readonly number[]): TextValue {
  const words = pieces.every((piece) => !/\s/.test(tape.textOf(piece)));
  return { pieces, separator: words ? " " : "\n", isChat: false };
}

function contentPieces(tape: JsonTape, content: number): readonly number[] {
  if (tape.kindOf(content) === STRING) return [content];
  return tape.childrenOf(content).flatMap((part) => {
    if (tape.kindOf(part) === STRING) return [part];
    const text = tape.child(part, "text");
    return text !== undefined && tape.kindOf(text) === STRING ? [text] : [];
  });
}

function chosenTurns(tape: JsonTape, node: number, turns: Turns): readonly number[] {
  const all = tape.childrenOf(node).flatMap((item) => turnOf(tape, item) ?? []);
  const of = (pattern: RegExp) =>
    all.filter(({ speaker, content }) => pattern.test(tape.textOf(speaker)) && contentPieces(tape, content).length > 0);
  switch (turns) {
    case "firstUser":
      return of(USERS)
        .slice(0, 1)
        .map(({ content }) => content);
    case "lastUser":
      return of(USERS)
        .slice(-1)
        .map(({ content }) => content);
    case "lastAnswer":
      return of(ANSWERERS)
        .slice(-1)
        .map(({ content }) => content);
    case "conversation":
    case "each":
      return all.map(({ content }) => content);
  }
}

/** Why a conversation has no text. */
export function missingTurn(turns: Turns): string {
  if (turns === "lastAnswer") return "the conversation has no answer";
  return turns === "conversation" ? "the conversation has no text" : "the conversation has no turn of the user";
}
