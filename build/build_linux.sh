#!/usr/bin/env bash
# The program for Linux from the same spec as for Windows: dist/jixiao/ and, to hand over, dist/package/.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
export PYTHONPATH="$PWD/src"
"$python" -m PyInstaller --noconfirm --log-level WARN --workpath .work/pyinstaller --distpath dist build/jixiao.spec
"$python" build/recipe.py
