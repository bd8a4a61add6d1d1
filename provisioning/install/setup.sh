#!/usr/bin/env bash
# Puts on a Debian 12 machine whatever MotCua needs to run and to be tested: system packages that are
# missing (through apt-get, with sudo when not root) and a virtual environment from the lock file.
set -euo pipefail
cd "$(dirname "$0")/../.."

need=()
have() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }
for package in tesseract-ocr tesseract-ocr-vie tesseract-ocr-osd fonts-liberation2 poppler-utils softhsm2 postgresql; do
  have "$package" || need+=("$package")
done

find_python() {
  for candidate in python3.12 python3.11 python3; do
    command -v "$candidate" >/dev/null || continue
    "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null \
      && { echo "$candidate"; return; }
  done
  return 1
}
find_python >/dev/null || need+=(python3 python3-venv)

if [ "${#need[@]}" -gt 0 ]; then
  sudo=""; [ "$(id -u)" -eq 0 ] || sudo="sudo"
  echo "Cài gói hệ thống (installing system packages): ${need[*]}" >&2
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
fi

python="$(find_python)"
[ -x .venv/bin/python ] || "$python" -m venv .venv
echo "Cài thư viện Python từ khóa phiên bản (Python packages from the lock)…" >&2
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
