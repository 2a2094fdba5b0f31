/** Runs a module of this folder in a thread, until `heard` says that a message was the last one. */
export async function runThread<Given, Message>(
  module: string,
  given: Given,
  heard: (message: Message) => boolean,
): Promise<void> {
  const worker = new Worker(new URL(module, import.meta.url), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.onmessage = ({ data }: MessageEvent<Message>) => {
    if (heard(data)) resolve();
  };
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`A thread failed: ${event.message}`));
  };
  worker.postMessage(given);
  try {
    await promise;
  } finally {
    worker.terminate();
  }
}

/** Lines with their numbers. */
export function numbered(lines: readonly string[]): string[] {
  return lines.map((line, at) => `${String(at + 1).padStart(4)}  ${line}`);
}
