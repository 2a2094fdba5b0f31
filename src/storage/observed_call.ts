import { tracedRequest } from "../traces.ts";
import type { RequestKind } from "./object_store.ts";
import { statusOf } from "./translate.ts";

/** An attempt at a call. */
export interface ObservedCall {
  readonly operation: RequestKind;
  /** `ok`, the status of HTTP, or `failed` if there was no answer. */
  readonly status: string;
  /** Bytes of the object that were sent, or read. */
  readonly bytes: number;
  readonly ms: number;
}

/** What is known before the attempt, and who watches. */
interface Watch {
  readonly operation: RequestKind;
  /** The bytes of the object that is put; 0 for other calls. */
  readonly sentBytes: number;
  readonly onCall?: ((call: ObservedCall) => void) | undefined;
}

/** Runs an attempt, and tells how it went. If it returns bytes, they were read. */
export async function observe<T>(
  { operation, sentBytes, onCall }: Watch,
  attempt: () => Promise<T>,
): Promise<T> {
  return await tracedRequest(`B2 ${operation}`, async (note) => {
    const startedMs = performance.now();
    let [status, bytes] = ["ok", sentBytes];
    try {
      const answer = await attempt();
      if (answer instanceof Uint8Array) bytes += answer.length;
      return answer;
    } catch (error) {
      status = statusOf(error);
      throw error;
    } finally {
      note({ "b2.status": status, "b2.bytes": bytes });
      onCall?.({ operation, status, bytes, ms: performance.now() - startedMs });
    }
  });
}
