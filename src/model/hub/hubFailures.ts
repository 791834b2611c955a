import { reasonOf, StrataError } from "../../protocol/errors.ts";
import type { HubAccess } from "../../protocol/models.ts";

/** What a request is about, for what goes wrong. */
export interface HubSubject {
  /** The repository. */
  readonly id: string;
  /** The commit or branch. */
  readonly revision: string;
  readonly file?: string;
}

/** What the codes of Node, of TLS and of undici mean. */
const plainReasons: readonly (readonly [RegExp, string])[] = [
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/, "its address is not known to this machine"],
  [/^ECONNREFUSED$/, "nothing answers there"],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/, "there is no way to it from this machine"],
  [/TIMEOUT|^ETIMEDOUT$/, "it does not answer in time"],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET)$/, "the connection broke"],
  [/CERT|SELF_SIGNED|SIGNATURE/, "its certificate is not trusted"],
  [/^(ERR_SSL_|EPROTO)/, "it does not speak TLS"],
  [/^(HPE_|HTTPParserError|ERR_INVALID_|UND_ERR_)/, "it does not answer as a web server does"],
];

/** The failure of a request that got no answer; `proxy` is what it was to go through. */
export function unreachable(host: string, error: unknown, proxy?: string): StrataError {
  return new StrataError("hubUnreachable", { host, reason: networkReason(error, proxy) }, { cause: error });
}

/** Why a connection failed, in plain words. */
function networkReason(error: unknown, proxy: string | undefined): string {
  const refusal = /Proxy response \((\d+)\)|Proxy Authentication Required \((407)\)/.exec(reasonOf(error));
  if (refusal !== null) return proxyReason(Number(refusal[1] ?? refusal[2]));
  const code = codeOf(error);
  const known = plainReasons.find(([pattern]) => pattern.test(code ?? ""));
  const reason = known === undefined ? reasonOf(error) : `${known[1]} (${code ?? ""})`;
  // Without the name and password that may be in it.
  return proxy !== undefined && URL.canParse(proxy) ? `${reason}, through the proxy ${new URL(proxy).host}` : reason;
}

function proxyReason(status: number): string {
  return status === 407
    ? "the proxy wants a name and a password (407)"
    : `the proxy refused the connection (${status})`;
}

/** The code of an error, or of what it was caused by. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("cause" in error && error.cause !== undefined) return codeOf(error.cause) ?? ownCode(error);
  return ownCode(error);
}

function ownCode(error: object): string | undefined {
  if ("code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error && error.name !== "Error" ? error.name : undefined;
}

/** The failure that an answer other than success is: each of the hub's own has its code. */
export function failureOf(
  status: number,
  errorCode: string | undefined,
  url: URL,
  access: HubAccess,
  { id, revision, file }: HubSubject,
): StrataError {
  const { host } = access;
  if (status === 407) return new StrataError("hubUnreachable", { host, reason: proxyReason(status) });
  // Another server than the hub's says nothing of the repository; its addresses carry signatures.
  if (url.origin !== new URL(host).origin)
    return new StrataError("hubFailed", { url: url.origin + url.pathname, status });
  if (errorCode === "GatedRepo") return new StrataError("hubGated", { id, host });
  if (status === 401) return new StrataError("hubUnauthorized", { id, host, hasToken: access.token !== undefined });
  if (status === 403) return new StrataError("hubForbidden", { id, host });
  if (status !== 404) return new StrataError("hubFailed", { url: url.href, status });
  if (errorCode === "RevisionNotFound") return new StrataError("hubRevisionNotFound", { id, revision, host });
  const isEntry = errorCode === "EntryNotFound" || (errorCode === undefined && file !== undefined);
  return isEntry && file !== undefined
    ? new StrataError("hubFileNotFound", { id, file, host })
    : new StrataError("hubNotFound", { id, host });
}

/** Whether asking again may help: the connection broke, or the server is busy, or a signed address ran out. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof StrataError)) return false;
  const { failure } = error as StrataError;
  if (failure.code === "hubUnreachable") return true;
  return failure.code === "hubFailed" && [403, 408, 425, 429, 500, 502, 503, 504].includes(failure.detail.status);
}
