#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes build/lkdtm/lkdtm.ko, the kernel's crash test, as an external module.
#
#   tests/data/lkdtm/build.sh SOURCE HEADERS
#
# SOURCE is a Linux tree, of which drivers/misc/lkdtm is needed; HEADERS is where
# its modules are built, as /lib/modules/6.1.0-56-amd64/build.

set -eu
source=$(realpath "${1:?which Linux tree?}")/drivers/misc/lkdtm
headers=$(realpath "${2:?which kernel headers?}")
cd "$(dirname "$0")/../../.."
work=build/lkdtm

[ -f "$source/bugs.c" ] || { echo "$source: no lkdtm there" >&2; exit 1; }
rm -rf $work
mkdir -p build
cp -r "$source" $work
# Of the kernel itself it may use what modules cannot.
sed -i -e 's/native_write_cr4(cr4);/asm volatile("mov %0,%%cr4"::"r"(cr4));/' \
	-e 's/(unsigned char \*)native_write_cr4/(unsigned char *)direct_write_cr4/' \
	$work/bugs.c
make -C "$headers" M="$PWD/$work" CONFIG_LKDTM=m modules
objcopy --strip-debug $work/lkdtm.ko
