import assert from "node:assert/strict";
import { runScript } from "../../devkit/testing/command.ts";
import { openOtlpReceiver, type ReceivedSpan } from "../../devkit/testing/otlp_receiver.ts";
import { RUNS_ALL } from "../../devkit/testing/sample.ts";
import { openShop, sell, untilStored } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";
import { logged, openShopProcess } from "../../devkit/world/shop_process.ts";
import { INSTRUMENTS } from "../../src/metrics/instruments.ts";
import { clearCacheFolder } from "../../src/storage/mod.ts";

const CAREFUL = { OTEL_TRACES_SAMPLER: "parentbased_always_on" };

/** The names of all spans below a span, at any depth. */
function below(spans: readonly ReceivedSpan[], { traceId, spanId }: ReceivedSpan): string[] {
  return spans.filter((span) => span.traceId === traceId && span.parentSpanId === spanId)
    .flatMap((span) => [span.name, ...below(spans, span)]);
}

Deno.test({
  name: "traces show an update with its SQL, B2 and Telegram, metrics come too, and no secret does",
  // Another process, which starts slowly with OpenTelemetry.
  ignore: !RUNS_ALL,
  fn: async () => {
    await using receiver = openOtlpReceiver();
    const { spans, bodies } = receiver;
    const environment = { ...receiver.environment, ...CAREFUL };
    const often = { OTEL_METRIC_EXPORT_INTERVAL: "200" };
    await using shop = await openShop({ as: "process", environment: { ...environment, ...often } });
    const id = await sell(shop.seller);
    await untilStored(shop, id);
    await shop.telegram.control.forgetAllFiles();
    await clearCacheFolder(shop.cacheDir);
    await shop.buyer.say(`/start ${id}`);
    const wanted = ["SQL", "B2 get", "Telegram sendPhoto"];
    await until("a trace of update, SQL, B2 and Telegram", () =>
      spans.some((span) => {
        const names = below(spans, span);
        return span.name === "update message" && !span.parentSpanId &&
          wanted.every((each) => names.some((name) => name.startsWith(each)));
      }));
    const jobs = spans.filter(({ name }) => name === "job store-image");
    const ofJob = jobs.flatMap((span) => below(spans, span));
    assert.ok(ofJob.includes("Telegram download") && ofJob.includes("B2 put"), ofJob.join());
    // Nobody asks for /metrics, and nothing opens it.
    const numbers = [
      "vitrine_database_up",
      "vitrine_b2_call_seconds",
      "vitrine_queue_jobs",
      "vitrine_picture_shown_seconds",
    ];
    await until("metrics", () => numbers.every((name) => bodies.join().includes(`"${name}"`)));
    // With such short an interval, a process may never come to its end (decision 57).
    await shop.kill();
    const named = bodies.join().matchAll(/"name":\s*"(vitrine[._][^"]+)"/g);
    const names = new Set(named.map(([, name]) => name!));
    const unknown = names.difference(new Set(Object.keys(INSTRUMENTS)));
    assert.deepEqual([...unknown], [], "each value goes there once, under the name of /metrics");
    // It opens a picture by a signed address, and has to end by itself.
    const env = { ...shop.environment, OTEL_METRIC_EXPORT_INTERVAL: "60000" };
    const doctor = await runScript("doctor", { env });
    assert.match(doctor.stdout, /^ok {4}picture /m, doctor.stderr);
    const { TELEGRAM_BOT_TOKEN, B2_APPLICATION_KEY, DATABASE_URL } = shop.environment;
    const secrets = [TELEGRAM_BOT_TOKEN!, B2_APPLICATION_KEY!, DATABASE_URL!, "X-Amz-Signature"];
    const [, secretPart] = TELEGRAM_BOT_TOKEN!.split(":");
    for (const secret of [...secrets, secretPart!]) {
      assert.equal(bodies.find((body) => body.includes(secret)), undefined, secret);
    }
    assert.ok(bodies.join().includes("update message"), "the bodies are readable");
  },
});

Deno.test({
  name: "a shop does not start with traces that would show the bot's token",
  ignore: !RUNS_ALL,
  fn: async () => {
    await using receiver = openOtlpReceiver();
    await using world = await openShop({ as: "process", closed: true });
    const environment = { ...world.environment, ...receiver.environment };
    await using process = await openShopProcess({ environment, early: true });
    const opened = process.line(logged("open_for_business")).catch(() => process.ended());
    assert.equal(await Promise.race([process.ended(), opened]), 2);
    const said = process.log.map(({ message }) => message).join("\n");
    assert.match(said, /OTEL_TRACES_SAMPLER must be parentbased_always_on/);
  },
});
