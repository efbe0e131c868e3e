#!/usr/bin/env bash
# Builds what is needed and runs the load test against a platform that runs, such as the one of deploy/quickstart/run.sh.
#   deploy/load/run.sh --api-key KEY [--url URL] [--users N] [--duration S]     (--help: all options)
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/.mvn/build.sh"
longhaul_build deploy/load -Pload

exec "$JAVA" -Xmx512m -jar "$root"/deploy/load/target/longhaul-load-*.jar "${@:---help}"
