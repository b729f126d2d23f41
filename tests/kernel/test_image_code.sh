#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The code of the kernel image (kernel/kimage_*.c) is copied to its place in
# simulated memory. It may name what lies in the image, and nothing of the
# host's: no constants that the compiler put elsewhere, no memcpy() of its own.

set -eu
cd "$(dirname "$0")/../.."
strangers=
seen=0

for object in "$MMUSIM_BUILD"/libmmusim/kernel/kimage_*.o; do
	names=$(objdump -r -j kimage_text "$object" |
		awk '$2 ~ /^R_X86/ { sub(/[-+]0x[0-9a-f]+$/, "", $3); print $3 }')
	for name in $names; do
		seen=$((seen + 1))
		case $name in
		kimg_* | kimage_text | __start_kimage_text | \
			__start_kimage_rodata | __start_kimage_data) ;;
		*) strangers+=" ${object##*/}:$name" ;;
		esac
	done
done
[ "$seen" -gt 50 ] || { echo "only $seen names were found"; exit 1; }
[ -z "$strangers" ] || { echo "outside of the image:$strangers"; exit 1; }
