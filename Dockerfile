# The tag names one release. To pin its digest too, add it when you deploy.
FROM denoland/deno:2.9.6 AS dependencies
WORKDIR /app
# Additional hosts that the process may reach, such as "db.example.com:5432 *.s3.example.com:443".
ARG NET_HOSTS=""
COPY deno.json deno.lock scripts/production_config.ts ./
RUN deno run --no-config --no-lock --allow-read=deno.json --allow-write=deno.json production_config.ts "$NET_HOSTS"
# Not `deno ci`: the lock file names the packages of the embedded parts too, and a frozen one must keep them.
RUN deno install

FROM denoland/deno:2.9.6
WORKDIR /app
# In production no part runs embedded: a missing setting is an error.
ENV DENO_ENV=production DENO_NO_PROMPT=1 DENO_NO_UPDATE_CHECK=1
# Every line of the log is JSON. Deprecation warnings of packages would break that.
ENV NODE_OPTIONS=--no-warnings
# With OTEL_DENO=true, Deno's own spans would hold the bot's token. This lets the shop keep them out.
ENV OTEL_TRACES_SAMPLER=parentbased_always_on
COPY --from=dependencies /app/deno.json /app/deno.lock ./
COPY --from=dependencies /app/node_modules node_modules
COPY main.ts ./
COPY migrations migrations
COPY scripts scripts
COPY src src
# The code belongs to root. The process can only write its picture cache.
RUN install --directory --owner=deno --group=deno data
USER deno
# Fails the build when a module of production is missing in the image. It also makes the first start faster.
RUN deno cache --frozen main.ts scripts/*.ts

EXPOSE 8000
# The base image starts tini, which passes SIGTERM on. The process then drains and ends with 0.
# V8 grows its heap in small steps: half the memory under load, for a sixth more CPU time.
CMD ["deno", "run", "--quiet", "--v8-flags=--max-semi-space-size=8,--heap-growing-percent=50", "-P=production", "--cached-only", "main.ts"]
# Checks only that the process is alive. A missing database is no reason to kill it: see /readyz.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["deno", "run", "--no-config", "--no-lock", "--allow-env=PORT", "--allow-net=127.0.0.1", "scripts/health.ts"]
