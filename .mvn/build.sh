# Sourced by scripts that build before they run something; expects $root, sets JAVA.
. "$root/.mvn/find-jdk.sh"
longhaul_find_java
command -v mvn >/dev/null 2>&1 && maven=mvn || maven="$root/mvnw"

# longhaul_build MODULES [OPTION ...]: packages these modules (comma-separated) and what they need, without tests.
longhaul_build() {
  local log="$root/${1%%,*}/target/build.log"
  mkdir -p "$(dirname "$log")"
  echo "Building (the first time takes a few minutes, most of it downloads) ..." >&2
  if ! (cd "$root" && "$maven" -q -B -ntp -DskipTests -Djacoco.skip=true -pl "$1" -am "${@:2}" package >"$log" 2>&1); then
    cat "$log" >&2
    echo "The build failed; the log is in ${log#"$root"/}." >&2
    exit 1
  fi
}
