/** Splits a stream of text into lines, without line breaks. */
export class TextLineStream extends TransformStream<string, string> {
  /** Keeps an incomplete line until its end comes. */
  constructor() {
    let rest = "";
    super({
      transform: (chunk, controller) => {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) controller.enqueue(line);
      },
      flush: (controller) => {
        if (rest !== "") controller.enqueue(rest);
      },
    });
  }
}
