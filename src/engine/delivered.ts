/** Milliseconds that a message has to leave: whoever does not read keeps nothing waiting. */
const MOST_WAITING = 100;

/**
 * Resolves when a message has left: a large one needs turns of the event loop, which the model and the disk block.
 * Rejects where sending it does.
 */
export async function delivered(sent: void | Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, MOST_WAITING);
  });
  try {
    await Promise.race([sent, waited]);
  } finally {
    clearTimeout(timer);
  }
}
