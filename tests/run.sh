#!/usr/bin/env bash
# Everything that must be green: style, types and tests. Arguments go to pytest.
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

if ! browser && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -q && apt-get install -q -y chromium; } >&2 || true
fi
if ! browser; then
    playwright install chromium || echo "No browser was found: the tests that need one are skipped, or fail if CI=true." >&2
fi

ruff check
ruff format --check
mypy
pytest "$@"
