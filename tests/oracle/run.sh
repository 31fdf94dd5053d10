#!/usr/bin/env bash
# Runs the oracle over every sample manifest, 100,000 generated rows and the real manifest:
#   tests/oracle/run.sh [path of the redlane binary]
# Python with the pinned requirements lives in REDLANE_VENV, shared data in REDLANE_SHARED_DATA.
set -euo pipefail

if (($# > 0)); then redlane=$(realpath -- "$1"); else redlane=; fi
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
redlane=$(realpath -- "${redlane:-${CARGO_TARGET_DIR:-target}/release/redlane}")
here=tests/oracle
venv=${REDLANE_VENV:-$HOME/.cache/redlane/oracle-venv}
shared=${REDLANE_SHARED_DATA:-../shared/data}
run_date=2026-11-23
export PYTHONDONTWRITEBYTECODE=1

if [[ ! -x $redlane ]]; then
    echo "no redlane binary at $redlane: build it with cargo build --release" >&2
    exit 2
fi

# the requirements are copied into the environment last, so a copy that is there says that they are installed
if ! cmp --silent "$here/requirements.txt" "$venv/requirements.txt"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
    cp "$here/requirements.txt" "$venv/requirements.txt"
fi

tmp=$(mktemp -d)
trap 'rm -rf -- "$tmp"' EXIT

"$venv/bin/python" "$here/oracle.py" --self-test

# whether a list is in force depends on the date, so the rules must be listed for the date of the scores
list_options=()
if [[ $("$redlane" rules list --help) == *--run-date* ]]; then list_options+=(--run-date "$run_date"); fi
"$redlane" rules list --rules rules/ --format json "${list_options[@]}" >"$tmp/rules.json"
"$redlane" generate --rows 100000 --seed 7 -o "$tmp/gen.parquet" >"$tmp/generate.log" 2>&1 \
    || { cat "$tmp/generate.log"; exit 1; }

shopt -s nullglob
inputs=(sample_manifests/*/manifest.*)
if ((${#inputs[@]} == 0)); then
    echo "no sample_manifests/*/manifest.*" >&2
    exit 2
fi
inputs+=("$tmp/gen.parquet")
real=$shared/manifests/venetia_950S_CGPNR_awmds.xml
if [[ -f $real ]]; then inputs+=("$real"); else echo "not compared, the file is not there: $real"; fi

compare() {
    local input=$1 out=$2
    local -a mapping=()
    if [[ -f $(dirname "$input")/mapping.toml ]]; then mapping=(--mapping "$(dirname "$input")/mapping.toml"); fi
    "$redlane" table "$input" "${mapping[@]}" -o "$out/table.parquet" >"$out/log" 2>&1 \
        && "$redlane" score "$input" "${mapping[@]}" --rules rules/ --capacity 40 --seed 7 --run-date "$run_date" \
            --out "$out/scores" --emit hits --fail-on none -q >>"$out/log" 2>&1 \
        || { local code=$?; cat "$out/log"; echo "redlane ended with exit code $code"; return 1; }
    "$venv/bin/python" "$here/oracle.py" --rules-json "$tmp/rules.json" \
        --table "$out/table.parquet" --hits "$out/scores/hits.parquet" 2>&1
}

passed=0 failed=0 summary=()
# takes up the result of one comparison
count() {
    local name=$1 report=$2 last
    sed -nE 's/^ok +([^ ]+) +fired [1-9].*/\1/p' "$report" >>"$tmp/fired"
    sed -nE 's/^ok +([^ ]+) +fired .*/\1/p' "$report" >>"$tmp/agreed"
    last=$(tail -n 1 "$report")
    if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
    else
        result=FAILED failed=$((failed + 1)) last='not compared, 1 failed'
    fi
    summary+=("$(printf '%-6s  %s: %s' "$result" "$name" "$last")")
}
for i in "${!inputs[@]}"; do
    input=${inputs[i]}
    out=$tmp/$i
    mkdir "$out"
    echo
    echo "== $input"
    result=ok
    compare "$input" "$out" >"$out/report" || result=FAILED
    cat "$out/report"
    count "$input" "$out/report"
    rm -rf -- "$out"
done

echo
echo "== the cases of the rules"
"$redlane" rules test --rules rules/ --run-date "$run_date" --table "$tmp/cases.parquet" --hits "$tmp/case_hits.parquet" -q >"$tmp/log" 2>&1 \
    || { cat "$tmp/log"; exit 1; }
result=ok
"$venv/bin/python" "$here/oracle.py" --rules-json "$tmp/rules.json" --table "$tmp/cases.parquet" \
    --hits "$tmp/case_hits.parquet" >"$tmp/report" 2>&1 || result=FAILED
grep -v '^ok' "$tmp/report" | cut -c1-400
inputs+=(cases)
count "the cases of the rules" "$tmp/report"

echo
echo "== Summary (rules x tables)"
printf '%s\n' "${summary[@]}"
# agreement on a rule that fires nowhere says little
never=$(comm -23 <(sort -u "$tmp/agreed") <(sort -u "$tmp/fired") | xargs)
if [[ -n $never ]]; then echo "note: in no table fires: $never"; fi
echo "${#inputs[@]} tables: $passed passed, $failed failed"
for line in "${summary[@]}"; do
    if [[ $line == FAILED* ]]; then exit 1; fi
done
((failed == 0))
