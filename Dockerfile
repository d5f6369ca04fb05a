# Cutroom in one image: server, page and Debian's FFmpeg. See docker-compose.yml for how to run it.

# Another image of Node 24 on Debian 12 may stand here: one of your own registry, or the one that tests make.
ARG BASE=node:24-bookworm-slim

FROM ${BASE} AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
# A network whose proxy signs for everybody has a certificate of its own: docker build --secret id=ca,src=company.pem .
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=ca \
    if [ -f /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi; \
    npm ci --no-audit --no-fund
COPY tsconfig.json next.config.ts postcss.config.mjs ./
COPY src ./src
# Of the packages only what is really loaded goes into the image: 60 of 700 MB.
RUN npm run build:pages && npm run build:server && node src/cli/setup/trace-packages.mjs /traced \
 && rm -rf .next/cache && find .next -name '*.nft.json' -delete

FROM ${BASE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Cutroom" \
      org.opencontainers.image.description="Self-hosted, frame-exact export backend for multicam web video editors" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# tini: node as process 1 would leave dead children behind. Noto: titles and captions in Latin, Cyrillic, Greek, Arabic, Hebrew and
# the scripts of India; Chinese, Japanese and Korean take fonts-noto-cjk besides (docs/config-2.md).
# Graphics drivers and a compiler for them come with FFmpeg's packages, 200 MB of files that nothing here opens: dpkg leaves them out.
RUN printf 'path-exclude=%s\n' '/usr/lib/*/dri/*' '/usr/lib/*/libLLVM*' '/usr/lib/*/libz3*' '/usr/lib/*/libmfxhw*' '/usr/lib/llvm-*' \
      '/usr/share/doc/*' '/usr/share/man/*' '/usr/share/locale/*' '/usr/share/icons/*' > /etc/dpkg/dpkg.cfg.d/cutroom \
 && apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg fonts-noto-core tini \
 && apt-get clean && rm -rf /var/lib/apt/lists/* \
 && install -d -o node -g node /data/media
WORKDIR /app
COPY package.json ./
COPY --from=build /traced/node_modules ./node_modules
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
