# shellcheck shell=bash
# Debian packages: finds what is missing and installs it with apt, quietly, without starting a system Postgres.
# A new need: a line in `missing_packages`.

is_postgres_bin() { [ -x "$1/initdb" ] && [ -x "$1/postgres" ] && [ -x "$1/pg_ctl" ] && [ -x "$1/psql" ]; }

# Newest installed Postgres of 15 or later whose server programs are there; empty without one.
postgres_bin() {
  local folder version in_path
  in_path=$(readlink -m "$(command -v initdb || echo /nowhere/initdb)")
  for folder in ${NS_POSTGRES_BIN:+"$NS_POSTGRES_BIN"} $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) \
    /usr/pgsql-*/bin "${in_path%/*}"; do
    is_postgres_bin "$folder" || continue
    version=$("$folder/postgres" --version | grep -oE '[0-9]+' | head -n 1)
    [ "$version" -ge 15 ] || continue
    echo "$folder"
    return
  done
}

# The Chromium for the browser tests, or nothing.
chromium_program() {
  local name
  for name in ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome-stable google-chrome; do
    if have "$name"; then
      command -v "$name"
      return
    fi
  done
}

# missing_packages run|all: names of Debian packages, one a line.
missing_packages() {
  have cc || echo build-essential
  have git || echo git
  { have flock && have setpriv; } || echo util-linux
  # With a database of the user's own, `run` needs no server programs.
  [ -n "$(postgres_bin)" ] || { [ -n "${DATABASE_URL:-}" ] && [ "$1" = run ]; } || echo postgresql
  if [ "$1" = all ]; then
    [ -n "$(chromium_program)" ] || echo chromium
    # A browser without any font draws boxes.
    [ -n "$(fc-list 2>/dev/null)" ] || printf '%s\n' fontconfig fonts-dejavu-core
  fi
}

install_packages() {
  local missing
  missing=$(missing_packages "$1" | xargs)
  [ -n "$missing" ] || return 0
  have apt-get || die "missing, please install: $missing (as Debian names them)"
  if [ "$EUID" -ne 0 ]; then
    { have sudo && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; } ||
      die "missing, and no sudo to install it; as root: apt-get install --no-install-recommends $missing"
  fi
  must "installing $missing" apt_install "$missing"
  # Asked again: a package that does not bring what we need must not look like success.
  missing=$(missing_packages "$1" | xargs)
  [ -z "$missing" ] || die "still missing after apt-get install: $missing"
}

as_root() {
  if [ "$EUID" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l apt-get -y -q -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Options::=--force-confold -o Dpkg::Options::=--force-confdef "$@"
}

apt_install() {
  apt update || return
  case " $1 " in
    *" postgresql "*) apt install --no-install-recommends postgresql-common && without_system_cluster apt_words "$1" ;;
    *) apt_words "$1" ;;
  esac
}

apt_words() {
  local words
  read -ra words <<<"$1"
  apt install --no-install-recommends "${words[@]}"
}

# Debian makes and starts a cluster with the first server package; ours is private, so this one time it must not.
without_system_cluster() {
  local file=/etc/postgresql-common/createcluster.conf status=0
  as_root cp -p "$file" "$file.nutriscope" || return
  echo "create_main_cluster = false" | as_root tee -a "$file" >/dev/null
  "$@" || status=$?
  as_root mv "$file.nutriscope" "$file"
  return "$status"
}
