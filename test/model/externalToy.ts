import { ByteSource } from "../../src/model/graph/byteSource.ts";
import { bytesField, fields, integerField, messageField, textField } from "../../src/model/graph/wire.ts";
import { write } from "./tempFolder.ts";
import { toyModel } from "./toyModel.ts";

/** The toy with its embedding table at `offset` of another file: its proto, and the table. */
export function externalToy(folder: string, location: string, offset = 64): { proto: Buffer; data: Buffer } {
  const source = new ByteSource(write(folder, "inline.onnx", toyModel()));
  const parts: Buffer[] = [];
  const data: Buffer[] = [];
  for (const field of fields(source, 0, source.size)) {
    if (field.number !== 7) parts.push(source.copy(field.start, field.end));
    else parts.push(bytesField(7, Buffer.concat([...fields(source, field.from, field.end)].map(moved))));
  }
  source.close();
  return { proto: Buffer.concat(parts), data: Buffer.concat(data) };

  function moved(field: { number: number; start: number; from: number; end: number }): Buffer {
    const isTable = field.number === 5 && source.copy(field.from, field.end).includes("table");
    if (!isTable) return source.copy(field.start, field.end);
    const kept = [...fields(source, field.from, field.end)].flatMap((part) => {
      if (part.number === 9) data.push(source.copy(part.from, part.end));
      return part.number === 9 ? [] : [source.copy(part.start, part.end)];
    });
    const entry = (key: string, value: string) => messageField(13, [textField(1, key), textField(2, value)]);
    const length = String(data[0]?.length ?? 0);
    return messageField(5, [
      ...kept,
      entry("location", location),
      entry("offset", String(offset)),
      entry("length", length),
      integerField(14, 1),
    ]);
  }
}
