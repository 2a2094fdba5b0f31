/**
 * Numbers for people who watch the shop: one place that gives them to Prometheus and to OpenTelemetry. It watches the parts
 * from outside, and must not change what they do.
 * @module
 */
export { CONTENT_TYPE, type Metrics, openMetrics } from "./metrics.ts";
export {
  countPictures,
  observeB2,
  observeFileIds,
  observeRefusals,
  observeRenderer,
} from "./observe.ts";
