#!/usr/bin/env bash
# Builds what is needed, starts Longhaul in one process, and runs sixty prompts through its public API.
#   deploy/quickstart/run.sh [--exit] [--port N] [--data DIR]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
exit_after=false
port=8080
data="$root/deploy/quickstart/target/data"

usage() {
  sed -n '2,3s/^# \{0,1\}//p' "$0"
  echo "  --exit      stop after the run instead of leaving the platform up"
  echo "  --port N    port of the API (default 8080; the simulator is on N+10)"
  echo "  --data DIR  where everything is kept (default deploy/quickstart/target/data)"
}

while [ $# -gt 0 ]; do
  case "$1" in
    --exit) exit_after=true ;;
    --port) port=${2:?--port needs a number}; shift ;;
    --data) data=${2:?--data needs a directory}; shift ;;
    -h | --help) usage; exit 0 ;;
    *) echo "Unknown option: $1" >&2; usage >&2; exit 2 ;;
  esac
  shift
done

. "$root/.mvn/build.sh"
longhaul_build deploy/standalone,submit-api/client

standalone=$(ls "$root"/deploy/standalone/target/longhaul-standalone-*-exec.jar)
cli=$(ls "$root"/submit-api/client/target/longhaul-client-*-cli.jar)
longhaul() { "$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$cli" "$@"; }

mkdir -p "$data"
connection="$data/client.properties"
rm -f "$connection"
"$JAVA" -Xmx1g -XX:+UseParallelGC --enable-native-access=ALL-UNNAMED -jar "$standalone" --data "$data" --port "$port" 2>"$data/longhaul.log" &
platform=$!
stop() {
  kill "$platform" 2>/dev/null || true
  wait "$platform" 2>/dev/null || true
}
trap stop EXIT
trap 'exit 130' INT TERM

while [ ! -f "$connection" ]; do
  if ! kill -0 "$platform" 2>/dev/null; then
    tail -n 20 "$data/longhaul.log" >&2
    echo "Longhaul did not start; the whole log is in $data/longhaul.log." >&2
    exit 1
  fi
  sleep 0.2
done

results="$data/results-$(date +%Y%m%d-%H%M%S).jsonl"
echo
echo "Running $(wc -l <"$here/prompts.jsonl") prompts:"
echo "  longhaul batch run deploy/quickstart/prompts.jsonl -o ${results#"$root"/}"
longhaul --config "$connection" batch run "$here/prompts.jsonl" -o "$results" --model gpt-5.4-nano

echo
echo "Three of the answers:"
head -n 3 "$results" | cut -c 1-400
echo
echo "All of them: $results"

if $exit_after; then
  exit 0
fi
echo
echo "Longhaul stays up; Ctrl-C stops it. Its log is in $data/longhaul.log."
wait "$platform"
