# shellcheck shell=bash
# Rust, its WASM target and the npm packages. Each function does nothing when there is nothing to do.

check_rust() {
  have cargo || die "Rust is missing: install it from https://rustup.rs, or put cargo into PATH"
  local wanted found
  wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
  found=$(rustc --version 2>/dev/null | awk '{print $2}')
  [ -n "$found" ] || die "rustc does not start: rustup default stable"
  [ "$(printf '%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ] ||
    die "Rust $wanted or newer is needed, this is $found: rustup update stable"
}

check_rust_lints() {
  local part
  for part in fmt clippy; do
    cargo "$part" --version >/dev/null 2>&1 || must "adding $part to Rust" rustup component add "${part/fmt/rustfmt}"
  done
}

check_node() {
  { have node && have npm; } || die "Node 20 or newer is missing: https://nodejs.org, or the Debian packages nodejs and npm"
  local major
  major=$(node --version | tr -dc '0-9.' | cut -d. -f1)
  [ "$major" -ge 20 ] || die "Node 20 or newer is needed, this is $(node --version)"
}

has_wasm_target() { compgen -G "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib/libcore-*" >/dev/null; }

# The ordinary way first; where its server cannot be reached, the library is built from Debian's sources, once.
# Afterwards wasm_env holds what a WASM build needs in its environment (nothing, the ordinary way).
wasm_env=()
wasm_folder=$CARGO_TARGET_DIR
wasm_target() {
  local settings=$cache/wasm-fallback/env
  if ! has_wasm_target && [ ! -f "$settings" ]; then
    ! have rustup || timed "adding the WASM target to Rust" rustup target add wasm32-unknown-unknown || true
    if ! has_wasm_target; then
      say "· the WASM target cannot be had from there: building it from Debian's Rust sources"
      must "building the WASM target" "$root/dev.d/wasm_fallback" "$cache/wasm-fallback"
    fi
  fi
  if ! has_wasm_target; then
    mapfile -t wasm_env <"$settings"
    # Compiled by another compiler: kept apart.
    wasm_folder=$cache/target-wasm-fallback
    wasm_env+=("CARGO_TARGET_DIR=$wasm_folder")
  fi
}

# node_modules live in the cache, one folder per lock file, so that a second clone has nothing to fetch.
npm_packages() {
  local key folder link=end2end/node_modules
  key=$(cat end2end/package.json end2end/package-lock.json | sha256sum | cut -c1-16)
  folder=$cache/node/$key
  if [ ! -f "$folder/.complete" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    cp end2end/package.json end2end/package-lock.json end2end/.npmrc "$folder/"
    must "npm ci" npm_ci "$folder"
    touch "$folder/.complete"
  fi
  if [ "$(readlink "$link" 2>/dev/null)" != "$folder/node_modules" ]; then
    if ! { rm -rf "$link" && ln -s "$folder/node_modules" "$link"; } 2>/dev/null; then
      die "cannot write to $root/end2end, where node_modules has to appear: make the folder writable"
    fi
  fi
}

npm_ci() { (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-progress); }

# Cargo names what it compiles of a workspace by the place in it, not by the clone: after another clone's build it would
# take that one's crates for ours. So the cache belongs to one clone at a time, which keeps it while it builds and tests;
# whoever takes it over forgets the other's crates. The dependencies, which take the time, stay.
own_cache() {
  local mark=$CARGO_TARGET_DIR/clone
  exec 8>>"$CARGO_TARGET_DIR/clone.lock"
  flock -n -s 8 || { say "· waiting for another clone, which builds in $CARGO_TARGET_DIR" && flock -s 8; }
  until [ "$(cat "$mark" 2>/dev/null)" = "$root" ]; do
    flock -n 8 || { say "· waiting for another clone, which builds in $CARGO_TARGET_DIR" && flock 8; }
    local crate folder
    for crate in app backend contract evidence frontend insight server stripe_standin testkit ui verifier xtask; do
      for folder in "$CARGO_TARGET_DIR" "$wasm_folder"; do
        rm -rf "$folder"/*/.fingerprint/"$crate"-* "$folder"/*/*/.fingerprint/"$crate"-*
      done
    done
    # What was kept of the other's to compile it faster is of no use here, and grows by gigabytes with every clone.
    rm -rf "$CARGO_TARGET_DIR"/*/incremental "$CARGO_TARGET_DIR"/*/*/incremental
    printf '%s' "$root" >"$mark"
    flock -s 8
  done
}

# set_up run|all: everything a command needs before it builds.
set_up() {
  install_packages "$1"
  check_rust
  check_node
  wasm_target
  own_cache
  npm_packages
}

cmd_setup() {
  local start=$SECONDS
  writable_folders
  set_up all
  check_rust_lints
  say "set up in $((SECONDS - start)) s; './dev run' starts the application"
}
