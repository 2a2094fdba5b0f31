/** A receiver of OpenTelemetry's OTLP over HTTP as JSON, on this machine. */
export interface OtlpReceiver extends AsyncDisposable {
  /** What a process needs to send to it all that Deno has. */
  readonly environment: Readonly<Record<string, string>>;
  /** All spans that came. */
  readonly spans: readonly ReceivedSpan[];
  /** Each body that came, of traces, metrics and logs. */
  readonly bodies: readonly string[];
}

/** A span, as OTLP writes it (opentelemetry.io/docs/specs/otlp, read 2026-11). */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty or absent in the first span of a trace. */
  readonly parentSpanId?: string;
  readonly name: string;
}

interface Traces {
  readonly resourceSpans?: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
}

/** Opens the receiver on a free port. */
export function openOtlpReceiver(): OtlpReceiver {
  const [spans, bodies]: [ReceivedSpan[], string[]] = [[], []];
  const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  const server = Deno.serve(options, async (request) => {
    const body = await request.text();
    bodies.push(body);
    const { resourceSpans = [] } = JSON.parse(body) as Traces;
    for (const { scopeSpans } of resourceSpans) {
      for (const scope of scopeSpans) spans.push(...scope.spans);
    }
    return Response.json({});
  });
  return {
    spans,
    bodies,
    environment: {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.addr.port}`,
      OTEL_BSP_SCHEDULE_DELAY: "100",
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
