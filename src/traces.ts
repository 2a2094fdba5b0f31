/**
 * Spans for OpenTelemetry: update → SQL → B2 → Telegram. Deno exports them with `OTEL_DENO=true`; without it, all this is a
 * plain call. No attribute may hold a secret, or say who a user is.
 * @module
 */
import {
  type Attributes,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
  TraceFlags,
} from "@opentelemetry/api";

/** Sets attributes of a span. */
export type NoteAttributes = (attributes: Attributes) => void;

/**
 * Whether Deno exports traces. `careless`: its own spans of requests cannot be kept out, and their addresses hold the
 * bot's token. A sampler that asks the parent keeps them out.
 */
export type Tracing = "off" | "on" | "careless";

/** A span that is not recorded, nor is what comes below it. */
const HIDDEN: SpanContext = {
  traceId: "10000000000000000000000000000001",
  spanId: "1000000000000001",
  traceFlags: TraceFlags.NONE,
};

let known: Tracing | undefined;

/** Tells what Deno does with spans. It does not change while a process runs. */
export function tracing(): Tracing {
  return known ??= askTracing();
}

function askTracing(): Tracing {
  const probe = tracer().startSpan("probe", {}, trace.setSpanContext(ROOT_CONTEXT, HIDDEN));
  const { spanId, traceFlags } = probe.spanContext();
  probe.end();
  // Without OpenTelemetry, a span is its parent.
  if (spanId === HIDDEN.spanId) return "off";
  return (traceFlags & TraceFlags.SAMPLED) === 0 ? "on" : "careless";
}

/** Does work that begins a trace. */
export function tracedRoot<T>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> {
  if (tracing() === "off") return work();
  return inSpan(name, { root: true, kind: SpanKind.CONSUMER }, (span) => {
    note(span, attributes);
    return work();
  });
}

/** Does a step of a trace. Outside of a trace, nothing is recorded. */
export function traced<T>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> {
  if (tracing() === "off" || trace.getActiveSpan() === undefined) return work();
  return inSpan(name, { kind: SpanKind.CLIENT }, (span) => {
    note(span, attributes);
    return work();
  });
}

/** As {@link traced}, for a request by HTTP. Deno's own span of it, with its whole address, is not recorded. */
export function tracedRequest<T>(
  name: string,
  work: (note: NoteAttributes) => Promise<T>,
): Promise<T> {
  if (tracing() === "off") return work(() => {});
  if (trace.getActiveSpan() === undefined) return hidden(() => work(() => {}));
  return inSpan(
    name,
    { kind: SpanKind.CLIENT },
    (span) => hidden(() => work((attributes) => note(span, attributes))),
  );
}

function tracer() {
  return trace.getTracer("vitrine");
}

async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = tracer().startSpan(name, options);
  try {
    return await context.with(trace.setSpan(context.active(), span), () => work(span));
  } catch (error) {
    // A message may hold anything.
    note(span, { "error.type": error instanceof Error ? error.name : "unknown" });
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** Does work whose spans are not recorded. */
function hidden<T>(work: () => T): T {
  const parent = trace.getSpanContext(context.active()) ?? HIDDEN;
  const below = { ...parent, traceFlags: TraceFlags.NONE };
  return context.with(trace.setSpanContext(context.active(), below), work);
}

function note(span: Span, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) span.setAttribute(name, value);
  }
}
