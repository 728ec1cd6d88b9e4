# shellcheck shell=bash
# Private Postgres clusters: `dev` with the demo data, `test` thrown away at every test run.
#
# Guarantees: no TCP listener; the socket lies in a folder that only its user may enter, so local connections are
# trusted; never run as root (Postgres refuses): root hands it to an unprivileged user; a running one is used again,
# a dead one is cleared away; stopped by the ./dev that started it, or by the next one if that one was killed.
#
# `cluster NAME` chooses one and sets the pg_… variables; `cluster_up`, `cluster_down` and `sql` act on it.

pg_name='' pg_bin='' pg_data='' pg_socket='' pg_user=''
clusters=() # names of those this process has to stop

cluster() {
  pg_name=$1
  pg_bin=$(postgres_bin)
  local home=$var
  pg_user=$(id -un)
  if [ "$EUID" -eq 0 ]; then
    pg_user=$(id -un postgres 2>/dev/null || echo nobody)
    # A clone below /root is out of reach for that user; the data then lies where it may go.
    as_postgres test -x "$var" 2>/dev/null || home=/var/lib/nutriscope/$(short_hash "$var")
  fi
  pg_data=$home/pg-$pg_name
  pg_socket=$home/socket-$pg_name
  # The kernel takes 107 bytes for a socket's path; odd characters would need quoting in five places.
  if [ "$(printf '%s/.s.PGSQL.5432' "$pg_socket" | wc -c)" -gt 107 ] || [[ $pg_socket == *[!A-Za-z0-9/._-]* ]]; then
    pg_socket=/tmp/nutriscope-$EUID-$(short_hash "$pg_data")
  fi
}

# Runs a program as the user who owns the cluster, from a folder that user can enter.
as_postgres() {
  if [ "$EUID" -eq 0 ]; then
    env -C / setpriv --reuid="$pg_user" --regid="$(id -g "$pg_user")" --init-groups -- "$@"
  else
    env -C / "$@"
  fi
}

# cluster_url [USER [DATABASE]]: an address for sqlx and libpq; without a user the program names its own.
cluster_url() { printf 'postgres:///%s?host=%s%s' "${2:-nutriscope}" "$pg_socket" "${1:+&user=$1}"; }

# sql DATABASE STATEMENT: as superuser, plain values on standard output.
sql() {
  PGCONNECT_TIMEOUT=5 PGOPTIONS='-c client_min_messages=warning' "$pg_bin/psql" -XAtq -v ON_ERROR_STOP=1 -d "$(cluster_url postgres "$1")" -c "$2"
}

cluster_answers() { [ "$(sql postgres 'show data_directory' 2>/dev/null)" = "$pg_data" ]; }

# private_folder PATH: made if need be, owned by the cluster's user and closed to everybody else.
private_folder() {
  if [ ! -d "$1" ]; then
    mkdir -p "$(dirname "$1")" && mkdir -m 700 "$1" && { [ "$EUID" -ne 0 ] || chown "$pg_user:" "$1"; }
  fi
  local owner
  { owner=$(stat -c %U "$1") && [ ! -L "$1" ]; } || die "$1 is no folder of ours: remove it"
  [ "$owner" = "$pg_user" ] ||
    die "$1 belongs to '$owner', this run needs it for '$pg_user': use the same account as before, or './dev clean' first"
  chmod 700 "$1"
}

cluster_make() {
  local sync=() fresh=$pg_data.new
  [ "$pg_name" = dev ] || sync=(--no-sync)
  # Under another name first: a broken attempt must not look like a cluster.
  rm -rf "$fresh"
  private_folder "$fresh"
  must "making a private Postgres cluster" as_postgres "$pg_bin/initdb" -D "$fresh" -U postgres -A trust -E UTF8 \
    --locale=C.UTF-8 --data-checksums "${sync[@]}"
  echo "include_if_exists = 'nutriscope.conf'" >>"$fresh/postgresql.conf"
  rm -rf "$pg_data"
  mv "$fresh" "$pg_data"
}

cluster_settings() {
  cat <<END
listen_addresses = ''
unix_socket_directories = '$pg_socket'
unix_socket_permissions = 0700
max_connections = 200
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
# Values of parameters are personal data.
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
END
  # Thrown away after the run: nothing to save from a power cut. Commits are as synchronous as ever.
  [ "$pg_name" = dev ] || printf '%s\n' 'fsync = off' 'full_page_writes = off'
}

# The process in postmaster.pid, if it is still this cluster's.
cluster_process() {
  local pid
  pid=$(head -n 1 "$pg_data/postmaster.pid" 2>/dev/null) || return 0
  [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" != "$pg_data" ] || echo "$pid"
}

cluster_up() {
  [ -n "$pg_bin" ] || die "no Postgres 15 or newer found: install the Debian package postgresql, or set NS_POSTGRES_BIN"
  local made owner
  owner=$(cat "$var/$pg_name.owner" 2>/dev/null || true)
  if [ "$owner" = $$ ] && cluster_answers; then return; fi
  [ "$pg_name" = dev ] || cluster_wipe
  [ -f "$pg_data/PG_VERSION" ] || cluster_make
  made=$(cat "$pg_data/PG_VERSION")
  if [ "$("$pg_bin/postgres" --version | grep -oE '[0-9]+' | head -n 1)" != "$made" ]; then
    pg_bin=/usr/lib/postgresql/$made/bin
    is_postgres_bin "$pg_bin" ||
      die "$pg_data was made by Postgres $made, which is not installed: install postgresql-$made, or './dev clean' for new data"
  fi
  private_folder "$pg_data"
  private_folder "$pg_socket"
  if cluster_answers; then
    # Another ./dev started it and will stop it, unless this one says that it outlives that one.
    if [ -n "$owner" ] && alive "$owner" && [ "${1:-}" != own ]; then return; fi
    say "· Postgres is running already"
  else
    cluster_start
  fi
  echo $$ >"$var/$pg_name.owner"
  clusters+=("$pg_name")
}

cluster_start() {
  local start=$SECONDS
  if [ -n "$(cluster_process)" ]; then
    # Starting, recovering or stopping: give it a minute.
    until cluster_answers || [ -z "$(cluster_process)" ]; do
      [ $((SECONDS - start)) -lt 60 ] ||
        die "Postgres (process $(cluster_process)) runs but does not answer; see $pg_data/server.log, or end that process"
      sleep 0.5
    done
    ! cluster_answers || return 0
  fi
  # Left by a killed Postgres; its number may belong to another program by now, which would stop the start.
  rm -f "$pg_data/postmaster.pid" "$pg_socket/.s.PGSQL.5432" "$pg_socket/.s.PGSQL.5432.lock"
  cluster_settings >"$pg_data/nutriscope.conf"
  chmod 644 "$pg_data/nutriscope.conf"
  if ! as_postgres "$pg_bin/pg_ctl" -D "$pg_data" -l "$pg_data/server.log" -w -t 120 -s start \
    </dev/null >/dev/null 2>&1 8>&- 9>&-; then
    die "Postgres did not start: $(tail -n 50 "$pg_data/server.log" 2>/dev/null | grep -E 'FATAL|PANIC' | tail -n 1) (log: $pg_data/server.log)"
  fi
  say "· Postgres started ($((SECONDS - start)) s), socket in $pg_socket"
}

cluster_down() {
  [ -n "$(cluster_process)" ] || return 0
  as_postgres "$pg_bin/pg_ctl" -D "$pg_data" -m fast -w -t 30 -s stop >/dev/null 2>&1 ||
    as_postgres "$pg_bin/pg_ctl" -D "$pg_data" -m immediate -w -t 10 -s stop >/dev/null 2>&1 ||
    say "Postgres (process $(cluster_process)) did not stop"
}

cluster_wipe() {
  cluster_down
  rm -rf "$pg_data" "$pg_data.new"
}

# Stops what this process started or took over; another ./dev may have taken it from us meanwhile.
stop_clusters() {
  local name
  for name in "${clusters[@]}"; do
    [ "$(cat "$var/$name.owner" 2>/dev/null)" = $$ ] || continue
    cluster "$name"
    cluster_down
    rm -f "$var/$name.owner"
  done
}

# database NAME: made unless it is there.
database() {
  [ -n "$(sql postgres "select 1 from pg_database where datname = '$1'")" ] || sql postgres "create database $1"
}

# psql on the development database, as superuser or as one of the application's logins (which see nothing without
# the token of a session: that is the point of them).
cmd_db() {
  writable_folders
  if [ -n "${DATABASE_URL:-}" ]; then
    have psql || die "psql is missing: install the Debian package postgresql-client"
    psql -d "$DATABASE_URL" ${1:+-U "$1"} "${@:2}" || exit
    return
  fi
  install_packages run
  cluster dev
  cluster_up
  database nutriscope
  "$pg_bin/psql" -d "$(cluster_url "${1:-postgres}")" "${@:2}" || exit
}
