#!/usr/bin/env bash
# Builds what is needed and runs the bench with the arguments that follow; without any it says what it can do.
#   deploy/bench/run.sh throughput|latency|fairness|backlog|limits|outcomes|webhooks|kills [options]     (--help after one of them: its options)
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/.mvn/build.sh"
longhaul_build deploy/bench

exec "$JAVA" -Xmx1g -XX:+UseParallelGC --enable-native-access=ALL-UNNAMED -jar "$root"/deploy/bench/target/longhaul-bench-*.jar "${@:---help}"
