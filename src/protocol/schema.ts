/** The part of JSON Schema that describes the product's own files. */
export interface Schema {
  readonly description?: string;
  readonly type?: "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** Of names that are not listed: none where `false`, anything where left out. */
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly anyOf?: readonly Schema[];
}

/** A place in a value that is not as its schema says. */
export interface SchemaFault {
  /** `view.camera.zoom`, `bookmarks[2].name`; empty for the whole. */
  readonly path: string;
  readonly kind: "unknown" | "missing" | "invalid";
  /** What it should be; anything where it is unknown. */
  readonly expected: Schema;
}

/** What stands for a value of which nothing can be used. */
const NOTHING = Symbol("nothing");

/**
 * A value with all that its schema allows; what is unknown or invalid is left out and listed. `undefined` where nothing
 * is left.
 */
export function conforming(
  schema: Schema,
  value: unknown,
): { readonly value: unknown; readonly faults: SchemaFault[] } {
  const faults: SchemaFault[] = [];
  const kept = conform(schema, value, "", faults);
  return { value: kept === NOTHING ? undefined : kept, faults };
}

function conform(schema: Schema, value: unknown, path: string, faults: SchemaFault[]): unknown {
  const invalid = (): typeof NOTHING => {
    faults.push({ path, kind: "invalid", expected: schema });
    return NOTHING;
  };
  if (schema.anyOf !== undefined) {
    for (const one of schema.anyOf) {
      const own: SchemaFault[] = [];
      const kept = conform(one, value, path, own);
      if (own.length === 0) return kept;
      // One of several kinds of objects is meant by its kind, and what is wrong with it is said of that.
      const isMeant = isRecord(value) && one.properties?.["kind"]?.enum?.includes(value["kind"]) === true;
      if (isMeant) {
        for (const fault of own) faults.push(fault);
        return kept;
      }
    }
    return invalid();
  }
  if (!isOfType(schema, value)) return invalid();
  if (schema.enum !== undefined && !schema.enum.includes(value)) return invalid();
  if (typeof value === "number" && !(value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity)))
    return invalid();
  if (Array.isArray(value)) {
    const { items, minItems = 0, maxItems = Infinity } = schema;
    if (value.length < minItems || value.length > maxItems) return invalid();
    if (items === undefined) return value as unknown;
    return value.map((item, i) => conform(items, item, `${path}[${i}]`, faults)).filter((item) => item !== NOTHING);
  }
  return isRecord(value) ? conformObject(schema, value, path, faults) : value;
}

function conformObject(
  { properties = {}, required = [], additionalProperties }: Schema,
  value: Readonly<Record<string, unknown>>,
  path: string,
  faults: SchemaFault[],
): unknown {
  const kept: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const own = path === "" ? key : `${path}.${key}`;
    const known = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (known === false) {
      faults.push({ path: own, kind: "unknown", expected: {} });
      continue;
    }
    const result = known === undefined ? inner : conform(known, inner, own, faults);
    if (result !== NOTHING) kept.push([key, result]);
  }
  const missing = required.filter((key) => !kept.some(([name]) => name === key));
  for (const key of missing) {
    const own = path === "" ? key : `${path}.${key}`;
    if (!Object.hasOwn(value, key)) faults.push({ path: own, kind: "missing", expected: properties[key] ?? {} });
  }
  return missing.length > 0 ? NOTHING : Object.fromEntries(kept);
}

function isOfType({ type }: Schema, value: unknown): boolean {
  switch (type) {
    case undefined:
      return true;
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isRecord(value);
    case "integer":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "string":
    case "boolean":
      break;
  }
  return typeof value === type;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
