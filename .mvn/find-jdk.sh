# Sourced by scripts: sets JAVA to a java of version 21 or newer, wherever the machine keeps it, or says what is missing.
# The build itself needs no help: its toolchain finds the JDK in the same places.
longhaul_java_version() {
  "$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = \([0-9]*\).*/\1/p'
}

longhaul_find_java() {
  for candidate in "${JAVA_HOME:-/nonexistent}/bin/java" "$(command -v java || true)" \
    /usr/lib/jvm/*/bin/java "$HOME"/.sdkman/candidates/java/*/bin/java "$HOME"/.jdks/*/bin/java /opt/*/bin/java \
    /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java; do
    [ -x "$candidate" ] || continue
    version=$(longhaul_java_version "$candidate")
    if [ -n "$version" ] && [ "$version" -ge 21 ] 2>/dev/null; then
      JAVA=$candidate
      return 0
    fi
  done
  echo "Longhaul needs a JDK 21 or newer, and none was found in JAVA_HOME, on the PATH or in the usual places." >&2
  echo "Install one (for example: apt-get install openjdk-21-jdk, or a Temurin build) or set JAVA_HOME to it." >&2
  return 1
}
