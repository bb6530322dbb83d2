#!/usr/bin/env bash
# Runs a command with PostgreSQL and RabbitMQ at hand: with-services.sh COMMAND…
#
# Servers that the caller names (ML_JOB_TEST_DATABASE_URL, ML_JOB_TEST_BROKER_URL) are used as they are. Else those at
# the usual ports, where they let us in. Else private ones are started in a temporary folder, from Debian's packages,
# and stopped in the end. The command finds the URLs in the same two variables.
source "$(dirname "$0")/lib.sh"
(($#)) || die "usage: with-services.sh COMMAND…"

private=''
postgres_data=''
rabbit_pid=''

stop() {
  local status=$?
  trap - EXIT
  [[ -z $postgres_data ]] || as_postgres "$postgres_bin/pg_ctl" -D "$postgres_data" -m immediate -s stop || true
  if [[ -n $rabbit_pid ]]; then
    kill "$rabbit_pid" 2>/dev/null || true
    wait "$rabbit_pid" 2>/dev/null || true
    # The name server that Erlang started beside it, on a port of our own.
    epmd -kill >/dev/null 2>&1 || true
  fi
  [[ -z $private ]] || rm -rf "$private"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

make_private() {
  [[ -n $private ]] && return
  private=$(mktemp -d "${TMPDIR:-/tmp}/ml-job-services-XXXXXX")
  # The database's user has to get through.
  chmod 711 "$private"
}

free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); answers "$port"; do :; done
  echo "$port"
}

# PostgreSQL refuses to run as root.
as_postgres() {
  if [[ $(id -u) == 0 ]]; then
    (cd / && exec setpriv --reuid="$postgres_user" --regid="$(id -g "$postgres_user")" --clear-groups "$@")
  else
    "$@"
  fi
}

start_postgres() {
  make_private
  postgres_bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1)
  [[ -n $postgres_bin ]] || postgres_bin=$(dirname "$(command -v initdb)")
  postgres_user=nobody
  id postgres >/dev/null 2>&1 && postgres_user=postgres
  local folder=$private/postgres port
  port=$(free_port)
  mkdir "$folder"
  [[ $(id -u) != 0 ]] || chown "$postgres_user" "$folder"
  as_postgres "$postgres_bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --no-locale --no-sync >/dev/null
  # Its data lives as long as the tests: nothing needs to survive a power cut.
  local options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=200"
  options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  postgres_data=$folder/data
  as_postgres "$postgres_bin/pg_ctl" -D "$postgres_data" -l "$folder/log" -o "$options" -w -s start || {
    cat "$folder/log" >&2
    die "a private PostgreSQL did not start"
  }
  export ML_JOB_TEST_DATABASE_URL=postgres://postgres@127.0.0.1:$port/postgres
  echo "PostgreSQL: a private one on port $port"
}

# speaks_amqp PORT: whether the listener greets as a broker does (a method frame, type 1).
speaks_amqp() {
  # shellcheck disable=SC2016 # the inner shell expands it
  timeout 5 bash -c '
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf "AMQP\x00\x00\x09\x01" >&3
    [[ $(head -c 1 <&3 | od -An -tx1) == *01* ]]' _ "$1" 2>/dev/null
}

start_rabbitmq() {
  make_private
  local server=/usr/lib/rabbitmq/bin/rabbitmq-server folder=$private/rabbitmq port dist_port
  # Debian's wrapper insists on its own user; the program behind it does not.
  [[ -x $server ]] || server=$(command -v rabbitmq-server)
  port=$(free_port)
  dist_port=$(free_port)
  mkdir "$folder"
  echo '[].' >"$folder/enabled_plugins"
  echo "listeners.tcp.1 = 127.0.0.1:$port" >"$folder/rabbitmq.conf"
  local settings=(
    HOME="$folder"
    ERL_EPMD_ADDRESS=127.0.0.1
    RABBITMQ_CONF_ENV_FILE=/dev/null
    RABBITMQ_CONFIG_FILE="$folder/rabbitmq.conf"
    RABBITMQ_DIST_PORT="$dist_port"
    RABBITMQ_ENABLED_PLUGINS_FILE="$folder/enabled_plugins"
    RABBITMQ_LOG_BASE="$folder/log"
    RABBITMQ_MNESIA_BASE="$folder/data"
    RABBITMQ_NODENAME="ml-job-test-$$@localhost"
    RABBITMQ_PID_FILE="$folder/pid"
  )
  ERL_EPMD_PORT=$(free_port)
  export ERL_EPMD_PORT
  env "${settings[@]}" "$server" >"$folder/out" 2>&1 &
  rabbit_pid=$!
  local deadline=$((SECONDS + 120))
  until speaks_amqp "$port"; do
    if ! kill -0 "$rabbit_pid" 2>/dev/null || ((SECONDS > deadline)); then
      cat "$folder/out" "$folder"/log/* >&2 || true
      die "a private RabbitMQ did not start"
    fi
    sleep 0.2
  done
  export ML_JOB_TEST_BROKER_URL=amqp://guest:guest@127.0.0.1:$port/%2f
  echo "RabbitMQ: a private one on port $port"
}

if [[ -z ${ML_JOB_TEST_DATABASE_URL:-} ]]; then
  usual=postgres://postgres@127.0.0.1:5432/postgres
  if answers 5432 && psql --no-password --quiet --command 'SELECT 1' "$usual" >/dev/null 2>&1; then
    export ML_JOB_TEST_DATABASE_URL=$usual
    echo "PostgreSQL: the one on port 5432"
  else
    start_postgres
  fi
fi
if [[ -z ${ML_JOB_TEST_BROKER_URL:-} ]]; then
  if speaks_amqp 5672; then
    export ML_JOB_TEST_BROKER_URL=amqp://guest:guest@127.0.0.1:5672/%2f
    echo "RabbitMQ: the one on port 5672"
  else
    start_rabbitmq
  fi
fi

"$@"
