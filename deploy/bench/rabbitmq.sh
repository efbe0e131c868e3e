#!/usr/bin/env bash
# A RabbitMQ of one's own for tests and measurements: Debian's package, loopback only, its data thrown away at the end.
#   rabbitmq.sh start [--dir DIR]   starts one unless it runs already, prints its amqp:// URI and nothing else
#   rabbitmq.sh uri   [--dir DIR]   prints the URI of the one that runs
#   rabbitmq.sh pid   [--dir DIR]   prints its process id (for bench --process rabbitmq=PID)
#   rabbitmq.sh stop  [--dir DIR]   stops it and removes its directory; does nothing when there is none
# DIR is where it lives, one broker a directory; default deploy/bench/target/rabbitmq.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# not the one on the PATH: Debian's wrapper there changes the user and forgets the environment
server=/usr/lib/rabbitmq/bin/rabbitmq-server
dir="$here/target/rabbitmq"
start_seconds=60
stop_seconds=30

usage() {
  sed -n '2,7s/^# \{0,1\}//p' "$0"
}

fail() {
  echo "rabbitmq: $1" >&2
  exit 1
}

# Below the range from which the kernel takes ports for outgoing connections.
free_port() {
  local port
  while port=$((15000 + RANDOM % 15000)); listens "$port"; do :; done
  echo "$port"
}

is_up() {
  [ -f "$dir/pid" ] && kill -0 "$(cat "$dir/pid")" 2>/dev/null
}

listens() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

start() {
  if is_up; then
    cat "$dir/uri"
    return
  fi
  [ -x "$server" ] || fail "$server is missing. Install it: apt-get install rabbitmq-server (it does not start by itself)."
  rm -rf "$dir"
  mkdir -p "$dir"
  chmod 700 "$dir"
  local amqp_port dist_port epmd_port password
  amqp_port=$(free_port) dist_port=$(free_port) epmd_port=$(free_port)
  password=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
  cat >"$dir/rabbitmq.conf" <<CONF
listeners.tcp.local = 127.0.0.1:$amqp_port
default_user = longhaul
default_pass = $password
log.console = false
# nearly as strict as RabbitMQ 4, which takes 16 MiB by default; two tests send 17 MB on purpose
max_message_size = 20000000
CONF
  : >"$dir/env.conf"
  echo '[].' >"$dir/enabled_plugins"
  echo "$epmd_port" >"$dir/epmd-port"
  # HOME keeps its cookie apart from the user's; a port mapper of its own ends with it
  (
    cd "$dir"
    exec env HOME="$dir" \
      RABBITMQ_NODENAME="longhaul-$amqp_port@localhost" RABBITMQ_CONF_ENV_FILE="$dir/env.conf" \
      RABBITMQ_CONFIG_FILE="$dir/rabbitmq.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$dir/enabled_plugins" \
      RABBITMQ_MNESIA_BASE="$dir/mnesia" RABBITMQ_LOG_BASE="$dir/log" RABBITMQ_PID_FILE="$dir/pid" \
      RABBITMQ_DIST_PORT="$dist_port" ERL_EPMD_PORT="$epmd_port" ERL_EPMD_ADDRESS=127.0.0.1 \
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}" \
      setsid "$server" >"$dir/console.log" 2>&1 </dev/null
  ) &
  local launched=$!
  local deadline=$((SECONDS + start_seconds))
  until is_up && listens "$amqp_port"; do
    if [ "$SECONDS" -ge "$deadline" ] || { ! is_up && ! kill -0 "$launched" 2>/dev/null; }; then
      tail -n 20 "$dir/console.log" >&2
      kill "$launched" 2>/dev/null || true
      fail "it did not start; its logs are in $dir."
    fi
    sleep 0.2
  done
  echo "amqp://longhaul:$password@127.0.0.1:$amqp_port" >"$dir/uri"
  cat "$dir/uri"
}

stop() {
  if is_up; then
    local pid
    pid=$(cat "$dir/pid")
    kill "$pid"
    local deadline=$((SECONDS + stop_seconds))
    while kill -0 "$pid" 2>/dev/null; do
      if [ "$SECONDS" -ge "$deadline" ]; then
        kill -9 "$pid"
        break
      fi
      sleep 0.2
    done
  fi
  if [ -f "$dir/epmd-port" ]; then
    ERL_EPMD_PORT=$(cat "$dir/epmd-port") epmd -kill >/dev/null 2>&1 || true
  fi
  rm -rf "$dir"
}

command=${1:-}
[ $# -gt 0 ] && shift
while [ $# -gt 0 ]; do
  case "$1" in
    --dir) dir=${2:?--dir needs a directory}; shift ;;
    *) echo "Unknown option: $1" >&2; usage >&2; exit 2 ;;
  esac
  shift
done

case "$command" in
  start) start ;;
  stop) stop ;;
  uri | pid)
    is_up || fail "none runs in $dir; start it with: $0 start"
    echo "$(cat "$dir/$command")"
    ;;
  -h | --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
