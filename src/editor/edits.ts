/** A place in a document, 0-based, in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

/** A replaced piece of a document; VS Code's `TextDocumentContentChangeEvent` is one. */
export interface Edit {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly text: string;
}

/** What an edit does to the places behind it. */
export interface Move {
  /** Lines the document grows by. */
  readonly lines: number;
  /** Characters that the rest of the line grows by where the edit ended. */
  readonly characters: number;
  readonly breaksLine: boolean;
  /** End of the inserted text. */
  readonly end: Place;
  /** Where a place at or behind the replaced piece goes. */
  readonly after: (place: Place) => Place;
}

/** What an edit moves. */
export function movedBy({ range: { start, end }, text }: Edit): Move {
  const inserted = text.split(/\r\n|\r|\n/);
  const breaks = inserted.length - 1;
  const lastLength = inserted[breaks]?.length ?? 0;
  const newEnd = {
    line: start.line + breaks,
    character: breaks === 0 ? start.character + lastLength : lastLength,
  };
  const lines = newEnd.line - end.line;
  const characters = newEnd.character - end.character;
  return {
    lines,
    characters,
    breaksLine: breaks > 0,
    end: newEnd,
    after: ({ line, character }) => ({
      line: line + lines,
      character: line === end.line ? character + characters : character,
    }),
  };
}

/** Below 0 where `a` stands before `b`, 0 where they are the same place. */
export function compare(a: Place, b: Place): number {
  return a.line - b.line || a.character - b.character;
}

/** A place as it is seen from another before it. */
export function since(origin: Place, { line, character }: Place): Place {
  return { line: line - origin.line, character: line === origin.line ? character - origin.character : character };
}

/** The inverse of `since`. */
export function from(origin: Place, { line, character }: Place): Place {
  return { line: origin.line + line, character: line === 0 ? origin.character + character : character };
}
