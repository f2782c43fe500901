/** Makes work that is never done twice at once: asked for while it runs, it is done again after. */
export function createRerun(work: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let isRunning = false;
  let isAskedAgain = false;
  const run = () => {
    isAskedAgain = isRunning;
    if (isRunning) return;
    isRunning = true;
    void work()
      .catch(onError)
      .finally(() => {
        isRunning = false;
        if (isAskedAgain) run();
      });
  };
  return run;
}
