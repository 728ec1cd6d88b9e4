# shellcheck shell=bash
# The running application: server, Stripe stand-in and their database, for `run` and for the browser tests.
#
# Guarantees: children end when ./dev ends, even when it is killed; secrets travel in the environment, never in
# arguments; a superuser's address is given to `migrate` alone.

# Where the server takes Stripe's events.
stripe_webhook=/webhooks/stripe

children=()
child_names=()

# spawn NAME LOG COMMAND…: a child in a session of its own, so that Ctrl-C reaches only us; LOG is a file or "-".
spawn() {
  local name=$1 log=$2
  shift 2
  if [ "$log" = - ]; then
    setsid setpriv --pdeathsig TERM -- "$@" </dev/null 8>&- 9>&- &
  else
    setsid setpriv --pdeathsig TERM -- "$@" </dev/null >"$log" 2>&1 8>&- 9>&- &
  fi
  children+=($!)
  child_names+=("$name")
}

# Ends every child: asked kindly, and killed after ten seconds.
stop_children() {
  local pid tries=0
  [ ${#children[@]} -gt 0 ] || return 0
  kill -TERM "${children[@]}" 2>/dev/null
  while kill -0 "${children[@]}" 2>/dev/null && [ $tries -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  for pid in "${children[@]}"; do
    kill -KILL "$pid" 2>/dev/null && say "a program did not end when asked and was killed"
    wait "$pid" 2>/dev/null
  done
  children=()
  child_names=()
  return 0
}

# Waits until a child ends; says which one and how in `ended_name` and `ended_status`.
ended_name='' ended_status=0
wait_for_child() {
  local index pid=
  ended_status=0
  wait -n -p pid "${children[@]}" || ended_status=$?
  ended_name=program
  for index in "${!children[@]}"; do
    [ "${children[$index]}" != "${pid:-}" ] || ended_name=${child_names[$index]}
  done
}

# answers PORT: something on loopback answers an HTTP request with a status line of any kind but a server's error.
answers() {
  local line=
  {
    printf 'GET / HTTP/1.0\r\nHost: 127.0.0.1:%s\r\nAccept: text/html\r\n\r\n' "$1" >&8
    IFS= read -r -t 10 line <&8
  } 8<>"/dev/tcp/127.0.0.1/$1" 2>/dev/null || return 1
  [[ $line == HTTP/1.*' '[234]* ]]
}

# wait_for NAME PORT: until it answers. A child that ends before, or a minute of silence, is an error.
wait_for() {
  local start=$SECONDS pid=${children[-1]}
  until answers "$2" 2>/dev/null; do
    kill -0 "$pid" 2>/dev/null || die "the $1 ended at its start (see above)"
    [ $((SECONDS - start)) -lt 60 ] || die "the $1 does not answer on port $2"
    sleep 0.1
  done
}

# stack_database NAME: the addresses of a database on the chosen cluster, made if need be. One given by the user wins.
bootstrap_url=
stack_database() {
  if [ -n "${DATABASE_URL:-}" ] && [ "$pg_name" != test ]; then
    bootstrap_url=${NS_BOOTSTRAP_URL:-}
    say "· using the database of DATABASE_URL"
  else
    cluster_up own
    database "$1"
    export DATABASE_URL NS_MIGRATOR_URL
    DATABASE_URL=$(cluster_url '' "$1")
    NS_MIGRATOR_URL=$(cluster_url ns_migrator "$1")
    bootstrap_url=$(cluster_url postgres "$1")
  fi
  unset NS_BOOTSTRAP_URL
}

# stack_settings PORT SITE: the environment of the server, except for the database.
stack_settings() {
  export NS_MODE=${NS_MODE:-development} NS_LISTEN=127.0.0.1:$1 NS_SITE_DIR=$2
  export NS_PUBLIC_URL=${NS_PUBLIC_URL:-http://127.0.0.1:$1}
  # What lies beside a database belongs to it: the tests' goes with theirs.
  local beside=$var
  [ "$pg_name" != test ] || beside=$var/tests
  export NS_STATUS_DIR=${NS_STATUS_DIR:-$beside/status} NS_DATA_DIR=${NS_DATA_DIR:-$beside/data}
  export NS_EVIDENCE_DIR=${NS_EVIDENCE_DIR:-$beside/evidence}
  if [ -z "${NS_MASTER_KEY:-}${NS_MASTER_KEY_FILE:-}${NS_SECRET_FILE:-}" ]; then
    NS_MASTER_KEY=$(cat "$(secret master_key)")
    export NS_MASTER_KEY
  fi
}

# migrate_and_seed SERVER: the schema with its reference data, then the demo data; both do nothing the second time.
migrate_and_seed() {
  export NS_BOOTSTRAP_URL=$bootstrap_url
  [ -n "$bootstrap_url" ] || unset NS_BOOTSTRAP_URL
  must "roles, schema and foods" "$1" migrate
  unset NS_BOOTSTRAP_URL
  must "demo data" "$1" seed-demo
}

# start_stripe PORT LOG: the stand-in on the first free port from PORT on, unless the user brought keys.
start_stripe() {
  if [ -n "${STRIPE_SECRET_KEY:-}" ]; then
    say "· payments go to ${STRIPE_API_BASE:-Stripe itself} with the key in STRIPE_SECRET_KEY"
    return
  fi
  local port
  port=$(free_port "$1")
  export STRIPE_SECRET_KEY STRIPE_WEBHOOK_SECRET STRIPE_API_BASE=http://127.0.0.1:$port
  STRIPE_SECRET_KEY=sk_test_$(cat "$(secret stripe_key)")
  STRIPE_WEBHOOK_SECRET=whsec_$(cat "$(secret stripe_webhook)")
  STRIPE_STANDIN_PORT=$port STRIPE_STANDIN_WEBHOOK_URL=http://$NS_LISTEN$stripe_webhook \
    spawn "Stripe stand-in" "$2" "$standin"
  local start=$SECONDS
  until port_busy "$port"; do
    kill -0 "${children[-1]}" 2>/dev/null || die "the Stripe stand-in ended at its start: $(tail -n 1 "$2")"
    [ $((SECONDS - start)) -lt 30 ] || die "the Stripe stand-in does not answer on port $port"
    sleep 0.1
  done
}

cmd_run() {
  local start=$SECONDS port=${PORT:-3000}
  [[ $port =~ ^[1-9][0-9]{0,4}$ && $port -lt 65536 ]] || die "PORT is '$port', which is no port number"
  writable_folders
  only_one run
  ! port_busy "$port" || die "port $port is in use: end what runs there, or choose another: PORT=$((port + 1)) ./dev run"
  set_up run
  build_site dev "$var/site"
  build_server
  [ -n "${DATABASE_URL:-}" ] || cluster dev
  stack_database nutriscope
  stack_settings "$port" "$var/site"
  migrate_and_seed "$server"
  start_stripe $((port + 1)) "$var/log/stripe-standin.log"
  spawn server - "$server" serve
  wait_for server "$port"
  exec 8>&-
  say ""
  say "NutriScope answers at $NS_PUBLIC_URL ($((SECONDS - start)) s). Ctrl-C ends it."
  say ""
  "$server" seed-demo --print-sign-ins || die "the demo sign-ins could not be read"
  wait_for_child
  die "the $ended_name ended (status $ended_status); everything else is being stopped"
}
