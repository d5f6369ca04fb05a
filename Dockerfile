# Cutroom in one image: server, page and Debian's FFmpeg. See docker-compose.yml for how to run it.

FROM node:24-bookworm-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY tsconfig.json next.config.ts postcss.config.mjs ./
COPY src ./src
RUN npm run build:pages && npm run build:server && rm -rf .next/cache

# Optional packages are compilers and image converters: 150 MB that nothing here calls.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-bookworm-slim
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Cutroom" \
      org.opencontainers.image.description="Self-hosted, frame-exact export backend for multicam web video editors" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# tini: node as process 1 would leave dead children behind.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg tini \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o node -g node /data/media
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/.next ./.next
# Nothing under /app is ever written: the root file system may be read-only, with /tmp as a tmpfs.
ENV NODE_ENV=production \
    UV_THREADPOOL_SIZE=16 \
    NEXT_TELEMETRY_DISABLED=1 \
    HOST=0.0.0.0 \
    PORT=3000 \
    MEDIA_BASE_PATH=/data/media \
    HOME=/tmp
USER node
VOLUME /data/media
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# -s: does its work also where `init: true` has put another init in front.
ENTRYPOINT ["tini", "-s", "--", "node", "dist/cli.js"]
CMD ["serve"]
