# syntax=docker/dockerfile:1

# Everything the product needs to be built: packages first, so that a change of sources keeps them.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc ./
COPY packages/server/package.json packages/server/
COPY packages/shared/package.json packages/shared/
COPY packages/web/package.json packages/web/
COPY scripts scripts
RUN node scripts/run.mjs install
COPY tsconfig.base.json ./
COPY packages packages
RUN node scripts/run.mjs build \
 && chmod +x packages/server/dist/app/cli.js \
 && rm -rf packages/*/node_modules packages/*/src packages/server/test packages/web/e2e

# What the product needs to run, and nothing that builds or tests it.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc ./
COPY packages/server/package.json packages/server/
COPY packages/shared/package.json packages/shared/
COPY packages/web/package.json packages/web/
COPY scripts scripts
RUN node scripts/run.mjs install-product

FROM node:24-slim
ENV NODE_ENV=production \
    TOLLGATE_HOST=0.0.0.0 \
    TOLLGATE_PORT=4000 \
    TOLLGATE_DATA_DIR=/data
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=dependencies /app/packages packages
COPY --from=build /app/packages packages
RUN ln -s /app/packages/server/dist/app/cli.js /usr/local/bin/tollgate \
 && mkdir /data \
 && chown node:node /data
USER node
# The journal: spend that PostgreSQL does not have yet. Without a DATABASE_URL, the database as well.
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.TOLLGATE_PORT + '/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tollgate"]
CMD ["serve"]
