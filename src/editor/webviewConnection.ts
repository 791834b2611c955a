import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
} from "vscode-jsonrpc/node";
import type { Webview } from "vscode";

class WebviewReader extends AbstractMessageReader implements MessageReader {
  readonly #webview: Webview;
  #subscription: Disposable | undefined;

  constructor(webview: Webview) {
    super();
    this.#webview = webview;
  }

  override listen(callback: DataCallback): Disposable {
    this.#subscription = this.#webview.onDidReceiveMessage(callback);
    return this.#subscription;
  }

  override dispose(): void {
    this.#subscription?.dispose();
    super.dispose();
  }
}

class WebviewWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #webview: Webview;
  #open = true;

  constructor(webview: Webview) {
    super();
    this.#webview = webview;
  }

  async write(message: Message): Promise<void> {
    if (this.#open) await this.#webview.postMessage(message);
  }

  end(): void {
    this.#open = false;
  }

  /** Replies that come too late for the page that asked must not reach the next page, which counts from 0 again. */
  override dispose(): void {
    this.end();
    super.dispose();
  }
}

/** Requests and notifications over a webview's messages; made anew for every page the webview loads. */
export function webviewConnection(webview: Webview): MessageConnection {
  return createMessageConnection(new WebviewReader(webview), new WebviewWriter(webview));
}
