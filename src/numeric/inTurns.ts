import type { Step } from "../protocol/tasks.ts";

/** Work that says how far it is by calls, and waits for each of them to be answered. */
type Calling<Output> = (onStep: (done: number) => Promise<void>) => Promise<Output>;

/** Such work as one that is done step by step; where it is left before its end, the call that waits is rejected. */
export async function* inTurns<Output>(work: Calling<Output>): AsyncGenerator<Step, Output> {
  let said = Promise.withResolvers<number | undefined>();
  let answer: PromiseWithResolvers<void> | undefined;
  const output = work((done) => {
    answer = Promise.withResolvers();
    said.resolve(done);
    return answer.promise;
  });
  const ended = output.then(
    () => said.resolve(undefined),
    () => said.resolve(undefined),
  );
  try {
    for (let done = await said.promise; done !== undefined; done = await said.promise) {
      said = Promise.withResolvers();
      yield { done };
      answer?.resolve();
    }
    return await output;
  } finally {
    // Settled long ago but where the steps were left: then the work ends here, and nobody waits for what it says.
    answer?.reject(new Error("the work was left"));
    await ended;
  }
}
