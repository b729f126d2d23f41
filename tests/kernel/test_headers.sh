#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_headers.sh - each header for modules can be included alone, and twice, and
# gives no warning.
set -eu

headers=libmmusim/include/kapi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

check() {
	printf '#include <%s>\n#include <%s>\n' "$1" "$1" >"$dir/alone.c"
	${CC:-cc} -std=gnu11 -O1 -fsyntax-only -nostdinc -I"$headers" \
		-D__KERNEL__ -DMODULE -DKBUILD_MODNAME='"alone"' \
		-DKBUILD_BASENAME='"alone"' -mcmodel=kernel -fno-pic \
		-Wall -Werror -Wno-pointer-sign "$dir/alone.c" ||
		{ echo "not alone: $1"; exit 1; }
}

count=0
for path in $(cd "$headers" && find . -name '*.h' | sort); do
	check "${path#./}"
	count=$((count + 1))
done
[ "$count" -gt 100 ] || { echo "no headers found"; exit 1; }
echo "$count headers"
