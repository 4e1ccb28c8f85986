#!/usr/bin/env bash
# Set up everything, then run style, types and tests. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ ! -x .venv/bin/pip ]; then
    python3 -m venv .venv || {
        echo "python3 cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2
        exit 1
    }
fi
export PATH="$PWD/.venv/bin:$PATH"
python -m pip install -q --disable-pip-version-check -r requirements.txt -r tests/requirements.txt

browser() { python -c 'import sys; from tests.serving import find_browser; sys.exit(find_browser() is None)'; }

has_nginx() { PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v nginx >/dev/null; }

missing=()
browser || missing+=(chromium)
has_nginx || missing+=(nginx)
command -v openssl >/dev/null || missing+=(openssl)
if [ "${#missing[@]}" -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -q && apt-get install -q -y "${missing[@]}"; } >&2 || true
fi
if ! browser; then
    playwright install chromium || echo "No browser was found: the tests that need one are skipped, or fail if CI=true." >&2
fi
if ! has_nginx; then
    echo "No nginx was found (Debian: apt-get install nginx): the tests of two copies are skipped, or fail if CI=true." >&2
fi

ruff check
ruff format --check
mypy
# A worker for each core; a file's tests stay together, because they share a server and a browser.
pytest -n auto --dist loadfile "$@"
