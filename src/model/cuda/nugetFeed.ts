import { StrataError } from "../../protocol/errors.ts";

/** Where a package of a feed is, and what its bytes must be. */
export interface FeedPackage {
  readonly url: string;
  readonly bytes: number;
  /** SHA-512, hexadecimal. */
  readonly sha512: string;
}

/** What `getJson` gives for an address; throws where it cannot be had. */
export type GetJson = (url: string) => Promise<unknown>;

/**
 * Finds a package of a NuGet feed, version 3 of its protocol (https://learn.microsoft.com/nuget/api/overview): the service
 * index names where packages lie and where their registrations are; a version's registration names its entry in the
 * catalog, and that its size and hash. Throws `cudaUnavailable` for a feed that does not say these.
 */
export async function findPackage(
  getJson: GetJson,
  index: string,
  name: string,
  version: string,
): Promise<FeedPackage> {
  const [id, number] = [name.toLowerCase(), version.toLowerCase()];
  const resources = listOf(field(await getJson(index), "resources"));
  const addressOf = (type: string) => {
    const found = resources.find((resource) => field(resource, "@type") === type);
    return textOf(field(found, "@id"), `${index} names no ${type}`).replace(/\/*$/, "/");
  };
  const registration = await getJson(`${addressOf("RegistrationsBaseUrl")}${id}/${number}.json`);
  const entry = field(registration, "catalogEntry");
  const facts = typeof entry === "string" ? await getJson(entry) : entry;
  const hash = textOf(field(facts, "packageHash"), `${index} names no hash of ${name} ${version}`);
  const bytes = field(facts, "packageSize");
  if (field(facts, "packageHashAlgorithm") !== "SHA512" || typeof bytes !== "number")
    throw unavailable(`${index} names no SHA-512 hash and size of ${name} ${version}`);
  return {
    url: `${addressOf("PackageBaseAddress/3.0.0")}${id}/${number}/${id}.${number}.nupkg`,
    bytes,
    sha512: Buffer.from(hash, "base64").toString("hex"),
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown, otherwise: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw unavailable(otherwise);
}

function unavailable(reason: string): StrataError {
  return new StrataError("cudaUnavailable", { reason });
}
