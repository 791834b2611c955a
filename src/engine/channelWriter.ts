import { IPCMessageWriter, type Message } from "vscode-jsonrpc/node";

/** Writes to the parent process. Unlike the library's, it resolves when a message has left, or the channel is closed. */
export class ChannelWriter extends IPCMessageWriter {
  constructor() {
    super(process);
  }

  override write(message: Message): Promise<void> {
    return new Promise((resolve) => {
      const sent = (error: Error | null) => {
        if (error) this.fireError(error, message);
        resolve();
      };
      if (process.send === undefined) resolve();
      else process.send(message, undefined, undefined, sent);
    });
  }
}
