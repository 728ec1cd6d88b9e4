# shellcheck shell=bash
# What every part uses: paths, one-line errors, progress lines with timings, jobs and their end.
#
# However ./dev ends (done, error, Ctrl-C, TERM, closed terminal), `at_end` stops what it started, once.

[ -n "${HOME:-}" ] || { echo "dev: HOME is not set" >&2 && exit 1; }

cache=${XDG_CACHE_HOME:-$HOME/.cache}/nutriscope
var=$(realpath -m -- "${NS_VAR:-$root/var}")
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$cache/target}
export npm_config_cache=${npm_config_cache:-$cache/npm}
# npm brings its own list of certificate authorities; a network with one of its own (a hospital's) is in the system's.
[ ! -r /etc/ssl/certs/ca-certificates.crt ] ||
  export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
# Debian keeps some system tools out of an ordinary user's path.
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
# A user's own Postgres settings must not lead our clients to another server.
unset PGHOST PGHOSTADDR PGPORT PGUSER PGPASSWORD PGDATABASE PGSERVICE PGOPTIONS PGSSLMODE PGDATA

say() { printf '%s\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }

# die LINE: says what is wrong and what to do, in one line, and ends.
die() {
  trap - ERR
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# What no line of ours foresaw still ends with one line that says where.
unforeseen() {
  [ "$BASH_SUBSHELL" -gt 0 ] || printf 'dev: stopped (status %s) at %s\n' "$1" "${2#"$root"/}" >&2
}

job=
watched=
ending=
at_end() {
  [ -z "$ending" ] || return 0
  ending=yes
  trap '' INT TERM HUP
  trap - ERR
  set +e
  if [ -n "$job" ]; then
    kill -TERM -- "-$job" 2>/dev/null
    wait "$job" 2>/dev/null
  fi
  stop_children
  stop_clusters
}
trap 'unforeseen $? "${BASH_SOURCE[0]}:$LINENO"' ERR
trap at_end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# as_job COMMAND…: runs in a process group of its own while we wait, so that a signal to us alone ends it at once. While
# `watched` names a log, its output goes there and we say how far it is; `total` is what it came to last time.
as_job() {
  local status=0
  set -m
  if [ -n "$watched" ]; then
    "$@" </dev/null >"$watched" 2>&1 7>&- 8>&- 9>&- &
  else
    "$@" </dev/null 7>&- 8>&- 9>&- &
  fi
  job=$!
  set +m
  if [ -n "$watched" ]; then watch_job "$watched" "${total:-}"; fi
  wait "$job" || status=$?
  job=
  return "$status"
}

# log_of LABEL: the file that a step's output goes to.
log_of() { printf '%s/log/%s.log' "$var" "$(tr -cs 'a-z0-9' '-' <<<"${1,,}" | sed 's/-*$//')"; }

# memory_of LABEL: the file with the seconds and the units that a step took last time on this machine.
memory_of() { printf '%s/steps/%s' "$cache" "$(basename "$(log_of "$1")" .log)"; }

# units_in LOG: what a step has done so far: crates compiled, tests run, journeys walked.
units_in() { grep -cE '^ *(Compiling|Checking) |^test .+ \.\.\. |^(ok|FAILED) ' "$1" || true; }

# Something to read that never comes: a pause without a child that could outlive us.
exec 7<> <(:)
pause() { read -r -t "$1" -u 7 _ || true; }

# out_of LOG TOTAL: what it comes to; of a first compile, all the crates there are.
out_of() {
  if [ -n "$2" ]; then
    printf ' of %s' "$2"
  elif ! grep -qE '^(test|ok|FAILED) ' "$1"; then
    printf ' of at most %s' "$(grep -c '^name = ' "$root/Cargo.lock")"
  fi
}

# watch_job LOG [TOTAL]: until the job ends, says every so often how far it is; TOTAL is what it came to last time.
watch_job() {
  local log=$1 total=${2:-} start=$SECONDS every=${DEV_PROGRESS_SECONDS:-20} told=$SECONDS units
  while kill -0 "$job" 2>/dev/null; do
    if [ $((SECONDS - start)) -lt 3 ]; then pause 0.1; else pause 0.5; fi
    [ $((SECONDS - told)) -ge "$every" ] || continue
    told=$SECONDS
    units=$(units_in "$log")
    if [ "${total:+0}" ] && [ "$units" -gt "$total" ]; then total=; fi
    printf '\n    %s s: %s%s done' $((SECONDS - start)) "$units" "$(out_of "$log" "$total")"
    said=yes
  done
}

# why_failed LOG: what failed tests said, wherever in the log it stands; then the last lines.
why_failed() {
  awk -v most="${DEV_LOG_LINES:-60}" '
    /^---- .* stdout ----$/ { telling = 1; lines = 0 }
    /^(failures:|test result: .*)$/ { telling = 0 }
    /^(FAILED|test .* \.\.\. FAILED)/ || (telling && lines++ < most) { print }' "$1" | head -n 300
  tail -n "${DEV_LOG_LINES:-60}" "$1"
}

# timed LABEL COMMAND…: one progress line with its seconds, and more while it takes long: how far it is, and how long it
# took last time. The output goes to a log, shown when the command fails.
timed() {
  local label=$1 start=$SECONDS status=0 log seconds='' units=''
  shift
  log=$(log_of "$label")
  read -r seconds units 2>/dev/null <"$(memory_of "$label")" || true
  printf '· %s … ' "$label"
  if [ "${seconds:-0}" -ge 10 ]; then printf '(last time %s s) ' "$seconds"; fi
  : >"$log"
  said=
  watched=$log total=$units
  as_job "$@" || status=$?
  watched=
  if [ -n "$said" ]; then printf '\n  %s: ' "$label"; fi
  if [ "$status" -ne 0 ]; then
    printf 'failed after %s s\n' $((SECONDS - start))
    why_failed "$log" | sed 's/^/    /'
    return "$status"
  fi
  printf '%s s\n' $((SECONDS - start))
  units=$(units_in "$log")
  # A run that found everything done already says nothing of how long doing it takes.
  if [ "$units" -gt 0 ] || [ ! -e "$(memory_of "$label")" ]; then
    mkdir -p "$cache/steps"
    printf '%s %s\n' $((SECONDS - start)) "$units" >"$(memory_of "$label")"
  fi
}

# must LABEL COMMAND…: like timed, and the end of the script when it fails.
must() { timed "$@" || die "$1 failed; the whole log: $(log_of "$1")"; }

# compile LABEL COMMAND…: like must, with the compiler's own lines on the terminal: a first build takes minutes.
compile() {
  local label=$1 start=$SECONDS
  shift
  say "· $label …"
  as_job "$@" || die "$label failed (see above)"
  say "  $label: $((SECONDS - start)) s"
}

# The folders we write to, or one line that says which one we cannot.
writable_folders() {
  local folder
  for folder in "$var" "$cache" "$CARGO_TARGET_DIR"; do
    (mkdir -p "$folder" && : >"$folder/.write-test" && rm "$folder/.write-test") 2>/dev/null ||
      die "cannot write to $folder: make it writable, or set NS_VAR (data) and XDG_CACHE_HOME (caches) to folders that are"
  done
  # Others may pass through (the user Postgres runs as), not look.
  mkdir -p "$var/log" "$var/secrets"
  chmod 711 "$var"
  chmod 700 "$var/log" "$var/secrets"
}

# only_one NAME: at most one such ./dev per clone. The lock ends with this process, however that ends.
only_one() {
  exec 9>"$var/$1.lock"
  flock -n 9 || die "another './dev $1' is running in this clone"
}

# alive PID: it runs. A process that ended but was not collected by its parent does not.
alive() { grep -qsE '^State:[[:space:]]+[^ZX]' "/proc/$1/status"; }

# port_busy PORT: something answers there on loopback.
port_busy() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port FIRST: the first port from FIRST on that nobody answers on.
free_port() {
  local port=$1
  while port_busy "$port"; do
    port=$((port + 1))
    [ "$port" -lt 65536 ] || die "no free port from $1 on"
  done
  echo "$port"
}

# secret NAME: the path of a secret of this clone: 32 random bytes in hex, made once, readable by its owner only.
secret() {
  local file=$var/secrets/$1
  if [ ! -s "$file" ]; then
    (umask 077 && od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n' >"$file.new" && mv "$file.new" "$file")
  fi
  echo "$file"
}

short_hash() { printf '%s' "$1" | sha256sum | cut -c1-12; }
