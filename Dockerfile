# Rother: the gateway as a container. No build step: TypeScript runs as it is on Node 24.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM node:24-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    HTTP_PORT=8080 \
    MLLP_PORT=2575 \
    DATABASE_URL=sqlite:/data/rother.db \
    CONFIG=/app/place.json
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json place.json ./
COPY gateway ./gateway
COPY adapters ./adapters
COPY mappings ./mappings
COPY conformance ./conformance
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 8080 2575
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.HTTP_PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The gateway handles SIGTERM itself: it finishes and acknowledges what is in progress.
CMD ["node", "gateway/main.ts"]
