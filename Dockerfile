# The tag names one release; its digest is for the registry to say, and for whoever deploys to add.
FROM denoland/deno:2.9.6 AS dependencies
WORKDIR /app
# Hosts to be reached besides those of the permission set, such as "db.example.com:5432 *.s3.example.com:443".
ARG NET_HOSTS=""
COPY deno.json deno.lock scripts/production_config.ts ./
RUN deno run --no-config --no-lock --allow-read=deno.json --allow-write=deno.json production_config.ts "$NET_HOSTS"
# Not `deno ci`: the lock file names the embedded parts too, and a frozen one may not lose them. Nothing is added to it.
RUN deno install

FROM denoland/deno:2.9.6
WORKDIR /app
# Nothing is embedded in production: a setting that is missing is an error.
ENV DENO_ENV=production DENO_NO_PROMPT=1 DENO_NO_UPDATE_CHECK=1
# Every line of the log is JSON: packages that use what Node.js calls deprecated are not to write beside it.
ENV NODE_OPTIONS=--no-warnings
COPY --from=dependencies /app/deno.json /app/deno.lock ./
COPY --from=dependencies /app/node_modules node_modules
COPY main.ts ./
COPY migrations migrations
COPY scripts scripts
COPY src src
# The code belongs to root: the process can write its cache of pictures and nothing else.
RUN install --directory --owner=deno --group=deno data
USER deno
# Fails the build where a module of production needs what the image does not have, and saves the first start the work.
RUN deno cache --frozen main.ts scripts/*.ts

EXPOSE 8000
# The base image starts tini, which hands SIGTERM on: the process drains, then ends with 0.
CMD ["deno", "run", "--quiet", "-P=production", "--cached-only", "main.ts"]
# Only whether the process lives. A database that is away is no reason to kill it: /readyz tells of that.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["deno", "run", "--no-config", "--no-lock", "--allow-env=PORT", "--allow-net=127.0.0.1", "scripts/health.ts"]
