#!/bin/sh
# Installs LibreOffice Calc where this can be done without asking (Debian, as root); elsewhere says what is missing.
set -u
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends libreoffice-calc poppler-utils >/dev/null && exit 0
fi
echo "LibreOffice (soffice) is not installed: the tests that open results with it will be skipped." >&2
[ -z "${CI:-}" ]
