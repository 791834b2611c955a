import type { WriteStream } from "node:tty";
import type { Progress } from "../protocol/engine.ts";
import type { DownloadProgress } from "../protocol/models.ts";
import { progressSentence } from "../strings.ts";
import { fitText } from "../strings/fitting.ts";
import { taskText } from "../strings/taskWords.ts";
import { choosingText } from "../strings/choosing.ts";

/** Milliseconds between lines where the output is a file and a line cannot be rewritten. */
const PLAIN_INTERVAL = 5000;

/** Shows progress on one line of a terminal, or as a line now and then where there is none. */
export class ProgressLine {
  readonly #stream: WriteStream;
  #shownAt = 0;
  #shownStage: string | undefined;

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  show(progress: Progress): void {
    const { stage, total, fit } = progress;
    if (fit !== undefined) this.#show(fitText.sentence(fit, progress), fit.projection);
    else if (this.#stream.isTTY || total > 0) this.#show(progressSentence(progress), stage);
  }

  showDownload(progress: DownloadProgress): void {
    this.#show(`${progress.id} · ${choosingText.downloaded(progress)}`, progress.id);
  }

  showTask(label: string, done: number): void {
    this.#show(taskText.progress(label, done), label);
  }

  #show(sentence: string, stage: string): void {
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\u001b[K${sentence.slice(0, this.#stream.columns - 1)}`);
      return;
    }
    const now = Date.now();
    if (stage === this.#shownStage && now - this.#shownAt < PLAIN_INTERVAL) return;
    this.#shownStage = stage;
    this.#shownAt = now;
    this.#stream.write(`${sentence}\n`);
  }

  /** Removes the line, so that what follows stands alone. */
  clear(): void {
    if (this.#stream.isTTY) this.#stream.write("\r\u001b[K");
  }
}
