# shellcheck shell=bash
# The tests. Every step runs, whatever failed before it; the log of a failing step is shown; the last line counts.
# A format, lint or build step counts as one test. A new step is a line in `cmd_test` and, if it is quick, `cmd_check`.

passed=0 failed=0

# step LABEL COMMAND…: one test that passes when the command does.
step() {
  if timed "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# counted LABEL COMMAND…: adds what the command counted itself. One that fails without a failed test (it did not
# compile, say), or that passes without a single test, is a failure.
counted() {
  local status=0 ok bad log
  timed "$@" || status=$?
  log=$(log_of "$1")
  read -r ok bad < <(counts_in "$log")
  if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$ok" -eq 0 ]; }; then bad=1; fi
  say "  $1: $ok passed, $bad failed"
  passed=$((passed + ok)) failed=$((failed + bad))
}

# counts_in LOG: the sums of cargo's "test result: … N passed; N failed" and of lines that are just "N passed, N failed".
counts_in() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    /^test result: / { for (i = 1; i < NF; i++) { if ($(i + 1) == "passed;") ok += $i; if ($(i + 1) == "failed;") bad += $i } }
    /^[0-9]+ passed, [0-9]+ failed$/ { ok += $1; bad += $3 }
    END { print ok + 0, bad + 0 }'
}

# not_run LABEL WHY: a step whose ground is missing is a failure, never a silent gap.
not_run() {
  say "· $1 … not run: $2"
  failed=$((failed + 1))
}

# linted LABEL COMMAND…: compiles with the lints in the same pass. It passes when nothing was warned of; what was compiled
# stands all the same, so that the tests run. Cargo says again what it said of a crate that is not compiled anew.
linted() {
  local status=0 log
  timed "$@" || status=$?
  log=$(log_of "$1")
  if [ "$status" -eq 0 ] && grep -qE 'generated [0-9]+ warning' "$log"; then
    status=1
    say "  $1: warnings"
    grep -vE '^ *(Compiling|Finished|Executable) ' "$log" | head -n "${DEV_LOG_LINES:-60}" | sed 's/^/    /'
  fi
  if [ "$status" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# clippy_cargo …: cargo with clippy as the compiler of our own crates: one pass compiles and lints.
clippy_cargo() { RUSTC_WORKSPACE_WRAPPER=clippy-driver cargo "$@"; }

summary() {
  say "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] || exit 1
}

lint_frontend() {
  if [ ${#wasm_env[@]} -eq 0 ]; then
    step "lint frontend" cargo clippy --locked "${set_browser[@]}" -- -D warnings
  else
    # Debian's compiler has no clippy that fits: its own warnings are what there is.
    step "compile frontend without warnings" env RUSTFLAGS=-Dwarnings "${wasm_env[@]}" cargo check --locked "${set_browser[@]}"
  fi
}

cmd_check() {
  writable_folders
  set_up run
  check_rust_lints
  step "format" cargo fmt --all --check
  step "lint plain crates" cargo clippy --locked "${set_plain[@]}" --all-targets -- -D warnings
  step "lint server" cargo clippy --locked "${set_server[@]}" --all-targets -- -D warnings
  lint_frontend
  must "xtask" cargo build --locked -p xtask
  step "circles" "$xtask" circles --root "$root"
  counted "tests of the pure crates" cargo test --locked --no-fail-fast -p contract -p evidence -p insight
  summary
}

# The secrets of this clone and of the browser tests: none may be found in what a browser is given.
fences() {
  local canaries=() name
  for name in master_key stripe_key stripe_webhook; do
    canaries+=(--canary "$(cat "$(secret "$name")")")
  done
  "$xtask" fences "$@" "${canaries[@]}"
}

# A new cluster, thrown away by the next run; database tests make their databases in it.
test_cluster() {
  cluster test
  cluster_up
  export NS_TEST_BOOTSTRAP_URL
  NS_TEST_BOOTSTRAP_URL=$(cluster_url postgres postgres)
}

# What the people of the tests are called, wrote or typed. None of it may stand in a log of the whole run (S12, T14).
# The canaries of the log tests, the marks of the journeys, addresses, the demo's names and its password.
personal='zqcanary|\bmark[0-9a-z]{8,}|@(demo\.nutriscope|kestrel|example|new)\.test|Maya Osei|Tom Whitfield|Priya Raman|kestrel-orchard'

# quiet_logs: Postgres' log under every test and the server's under the journeys.
quiet_logs() {
  local found log
  for log in "$pg_data/server.log" "$var/log/browser-tests-server.log"; do
    [ -s "$log" ] || { say "there is no log at $log" && return 1; }
    if found=$(grep -aoE "$personal" "$log" | sort | uniq -c) && [ -n "$found" ]; then
      say "in $log:" && say "$found"
      return 1
    fi
  done
}

cmd_test() {
  local start=$SECONDS site=$var/site-release
  unset DATABASE_URL STRIPE_SECRET_KEY STRIPE_API_BASE
  writable_folders
  only_one test
  set_up all
  check_rust_lints
  step "format" cargo fmt --all --check
  # What a failed compile left from before is not what is tested.
  rm -f "$xtask" "$standin" "$server"
  linted "compile and lint the plain crates" clippy_cargo test --locked --no-run "${set_plain[@]}"
  linted "compile and lint the server" clippy_cargo test --locked --no-run "${set_server[@]}"
  lint_frontend
  step "build frontend" wasm_cargo build --locked "${set_browser[@]}" --lib --profile wasm-release
  step "build site" "$xtask" site --profile release --wasm "$(frontend_wasm wasm-release)" --out "$site"
  step "fences" fences --site "$site"
  step "circles" "$xtask" circles --root "$root"
  counted "tests of the plain crates" clippy_cargo test --locked --no-fail-fast "${set_plain[@]}"
  test_cluster
  # The programs that the journeys run are the ones these tests ran.
  counted "tests of the server" clippy_cargo test --locked --no-fail-fast "${set_server[@]}"
  browser_tests "$site"
  step "nothing personal in the logs" quiet_logs
  say "everything took $((SECONDS - start)) s"
  summary
}

cmd_e2e() {
  local site=$var/site-release
  unset DATABASE_URL STRIPE_SECRET_KEY STRIPE_API_BASE
  writable_folders
  only_one test
  set_up all
  build_site release "$site"
  build_server
  test_cluster
  browser_tests "$site" "$@"
  summary
}

# browser_tests SITE [arguments of run.mjs]: the journeys, in a subshell so that a stack that does not start is one
# failure and ends nothing else. The subshell stops its own children.
browser_tests() {
  if [ ! -f end2end/run.mjs ]; then
    not_run "browser tests" "end2end/run.mjs is missing"
  elif [ ! -x "$server" ] || [ ! -f "$1/manifest.json" ]; then
    not_run "browser tests" "the server or the site did not build"
  else
    counted "browser tests" browser_stack "$@"
  fi
}

# A database, a stand-in and a server of their own; then the journeys. What they may use:
# NS_PUBLIC_URL, STRIPE_API_BASE, CHROMIUM, NS_TEST_BOOTSTRAP_URL, DATABASE_URL, NS_SERVER (the program), NS_SERVER_LOG.
browser_stack() {
  # Without errexit: the status of a stopped child must not become that of the tests.
  trap 'set +e; stop_children' EXIT
  clusters=()
  unset DATABASE_URL NS_PUBLIC_URL NS_MODE
  export NS_SERVER=$server NS_SERVER_LOG=$var/log/browser-tests-server.log CHROMIUM
  CHROMIUM=$(chromium_program)
  local port status=0 site=$1
  shift
  port=$(free_port 3100)
  sql postgres 'drop database if exists nutriscope_e2e with (force)' || die "the test database does not answer"
  rm -rf "$var/tests"
  stack_database nutriscope_e2e
  stack_settings "$port" "$site"
  migrate_and_seed "$NS_SERVER"
  start_stripe $((port + 1)) "$var/log/browser-tests-stripe.log"
  spawn server "$NS_SERVER_LOG" "$NS_SERVER" serve
  wait_for server "$port"
  node end2end/run.mjs "$@" || status=$?
  [ "$status" -eq 0 ] || { say "last lines of the server:" && tail -n 20 "$NS_SERVER_LOG"; }
  return "$status"
}
