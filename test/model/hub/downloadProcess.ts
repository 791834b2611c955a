/** A process that fetches a model: `HOST STORE ID`. It tells its progress and how it ended. */
import { downloadModel } from "../../../src/model/hub/downloadModel.ts";
import { toFailure } from "../../../src/protocol/errors.ts";

const [, , host = "", store = "", id = ""] = process.argv;
const places = { bundled: "", store, hubCaches: [], folders: [] };
const signal = new AbortController().signal;

downloadModel({ id, hub: { host, offline: false }, places }, { signal, progressed: () => undefined }).then(
  ({ model }) => process.send?.({ model }, () => process.disconnect()),
  (error: unknown) => process.send?.({ failure: toFailure(error) }, () => process.disconnect()),
);
