#!/bin/sh
# Prepare the Python environment with the first Python that works, then run that Python with the arguments given:
#   sh tools/start.sh -m tools.run
# A name on the path can be a shim that does not run, so each candidate is asked to do something.
set -eu
cd "$(dirname "$0")/.."

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; }
makes_environments() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

if [ -n "${PYTHON:-}" ]; then
    candidates=$PYTHON
else
    candidates='.venv/bin/python python3 python3.13 python3.12 python3.11
        /usr/bin/python3 /usr/bin/python3.13 /usr/bin/python3.12 /usr/bin/python3.11
        /usr/local/bin/python3 /opt/homebrew/bin/python3'
fi
chosen=
without_venv=
for candidate in $candidates; do
    if fits "$candidate"; then
        if makes_environments "$candidate"; then
            chosen=$candidate
            break
        fi
        without_venv=${without_venv:-$candidate}
    fi
done

if [ -z "$chosen" ] && [ -n "$without_venv" ]; then
    version=$("$without_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "Error: Python's venv module is missing. Run: sudo apt install python$version-venv" >&2
    exit 1
fi
if [ -z "$chosen" ]; then
    echo "Error: no working Python 3.11, 3.12 or 3.13 found. Run: sudo apt install python3 python3-venv" >&2
    exit 1
fi

"$chosen" -m tools.environment
[ $# -gt 0 ] || { echo "The environment is ready. Start the portal with: make run"; exit 0; }
exec .venv/bin/python "$@"
