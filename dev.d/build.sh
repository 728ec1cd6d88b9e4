# shellcheck shell=bash
# What is compiled, and with which features. The sets are named once: build, lint and test of a set share their
# compiled dependencies. Never the whole workspace with all features: the server's and the browser's half would unite.

set_plain=(-p contract -p evidence -p insight -p xtask -p stripe_standin)
# The server's features reach app and ui (ssr) because they are chosen together with it.
set_server=(-p backend -p testkit -p server -p app -p ui)
set_browser=(-p frontend -p verifier --target wasm32-unknown-unknown)

xtask=$CARGO_TARGET_DIR/debug/xtask
standin=$CARGO_TARGET_DIR/debug/stripe_standin
server=$CARGO_TARGET_DIR/debug/nutriscope

# frontend_wasm PROFILE: where a build of that profile puts the WASM.
frontend_wasm() {
  local folder=$1
  [ "$folder" != dev ] || folder=debug
  echo "$wasm_folder/wasm32-unknown-unknown/$folder/frontend.wasm"
}

# The browser's half has its own tool chain where the ordinary WASM target cannot be had (see tools.sh).
wasm_cargo() { env "${wasm_env[@]}" cargo "$@"; }

# build_site PROFILE FOLDER: dev is compiled faster, release is what the tests and the users get.
build_site() {
  local cargo_profile=dev
  [ "$1" = dev ] || cargo_profile=wasm-release
  compile "frontend ($cargo_profile)" wasm_cargo build --locked "${set_browser[@]}" --lib --profile "$cargo_profile"
  compile "xtask" cargo build --locked "${set_plain[@]}" --bins
  must "site" "$xtask" site --profile "$1" --wasm "$(frontend_wasm "$cargo_profile")" --out "$2"
}

build_server() { compile "server" cargo build --locked "${set_server[@]}" --bins "$@"; }

cmd_build() {
  local start=$SECONDS
  writable_folders
  set_up run
  build_site release "$root/dist/site"
  cat "$(log_of site)"
  build_server --release
  install -m 755 "$CARGO_TARGET_DIR/release/nutriscope" "$root/dist/nutriscope"
  say "dist/nutriscope and dist/site are built ($((SECONDS - start)) s)"
}

cmd_bench() {
  writable_folders
  only_one bench
  set_up all
  build_site release "$var/site-release"
  build_server --release
  test_cluster
  local program failed=0 found=0
  for program in dev.d/bench.d/*; do
    [ -x "$program" ] || continue
    found=$((found + 1))
    say "# ${program##*/}"
    NS_SITE_DIR=$var/site-release \
      NS_SERVER=$CARGO_TARGET_DIR/release/nutriscope NS_NODE_MODULES=$root/end2end/node_modules \
      CHROMIUM=$(chromium_program) as_job "$program" || failed=$((failed + 1))
  done
  [ "$found" -gt 0 ] || die "dev.d/bench.d holds no program to run"
  [ "$failed" -eq 0 ] || die "$failed of $found measurements failed"
}

cmd_clean() {
  local name
  [ -z "${1:-}" ] || [ "$1" = --cache ] || die "clean takes --cache or nothing"
  for name in run test bench; do
    [ ! -e "$var/$name.lock" ] || (exec 9>"$var/$name.lock" && flock -n 9) || die "'./dev $name' is running: end it first"
  done
  for name in dev test; do
    cluster "$name"
    cluster_wipe
    rm -rf "$pg_socket"
    rmdir "$(dirname "$pg_data")" 2>/dev/null || true
  done
  rm -rf "$var" "$root/dist" "$root/end2end/node_modules" "$root/end2end/results"
  [ "${1:-}" != --cache ] || rm -rf "$cache"
  say "removed var, dist${1:+, $cache}"
}
