#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Installs to a temporary folder and uses the result like a stranger would: a
# program against the shared and the static library, a kernel module, and no
# symbol in the library that could clash with one of the program.

set -eu
cd "$(dirname "$0")/../.."
command -v pkg-config >/dev/null || { echo "no pkg-config"; exit 77; }

CC=${CC:-cc}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

# The libraries we depend on may lie in .deps/.
ldflags=${DEPS_LDFLAGS-}
cppflags=${DEPS_CPPFLAGS-}

echo "--- install to PREFIX below DESTDIR"
make install CC="$CC" PREFIX=/opt/mmusim DESTDIR="$tmp/stage"
stage=$tmp/stage/opt/mmusim
for f in lib/libmmusim.a lib/libmmusim.so lib/libmmusim.so.0 \
	lib/libmmusim.so.0.1.0 lib/pkgconfig/mmusim.pc \
	share/mmusim/module.mk share/mmusim/kapi/linux/module.h \
	share/mmusim/mmusim-gdb.py bin/mmusim share/man/man1/mmusim.1 \
	share/gdb/auto-load/opt/mmusim/lib/libmmusim.so.0.1.0-gdb.py; do
	[ -e "$stage/$f" ] || fail "$f was not installed"
done
grep -q "^prefix=/opt/mmusim$" "$stage/lib/pkgconfig/mmusim.pc" ||
	fail "mmusim.pc must name PREFIX, and not DESTDIR"
grep -rl "$PWD" "$stage/share" "$stage/lib/pkgconfig" "$stage/include" &&
	fail "these name the source tree"

echo "--- every installed header compiles on its own"
for h in "$stage"/include/mmusim/*.h; do
	# shellcheck disable=SC2086
	echo "#include <mmusim/${h##*/}>" |
		$CC -std=gnu11 -Wall -Werror $cppflags -I"$stage/include" -fsyntax-only \
		-x c - || fail "$h"
done

echo "--- install where it will be used"
prefix=$tmp/usr
make install CC="$CC" PREFIX="$prefix" >/dev/null
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
mkdir "$tmp/tree"
cp examples/hello_fault.c "$tmp/tree/prog.c"
cd "$tmp/tree"

echo "--- a program with the shared library"
# shellcheck disable=SC2046,SC2086
$CC prog.c -o shared $(pkg-config --cflags --libs mmusim) $ldflags
readelf -d shared | grep -q 'NEEDED.*\[libmmusim\.so\.0\]' ||
	fail "the program should need libmmusim.so.0"
LD_LIBRARY_PATH=$prefix/lib ./shared >shared.out || fail "exit status $?"

echo "--- a program with the static library"
mkdir hidden
mv "$prefix"/lib/libmmusim.so* hidden
# shellcheck disable=SC2046,SC2086
$CC prog.c -o static $(pkg-config --cflags --static --libs mmusim) $ldflags
readelf -d static | grep -q libmmusim && fail "linked with the shared library"
./static >static.out || fail "exit status $?"
mv hidden/* "$prefix/lib"
[ -s shared.out ] || fail "the program said nothing"

echo "--- gdb finds its script"
# It looks below its own prefix, which is told here to be ours.
in_gdb() { # PROGRAM SETTING...
	local program=$1

	shift
	LD_LIBRARY_PATH=$prefix/lib timeout 60 gdb -nx -batch \
		-iex "set debuginfod enabled off" "$@" -ex "break main" \
		-ex run -ex "mmu windows" "$program" 2>&1
}
if gdb -nx -batch -ex "python import gdb" >/dev/null 2>&1; then
	dir=$prefix/share/gdb/auto-load
	in_gdb ./shared -iex "set auto-load scripts-directory $dir" \
		-iex "set auto-load safe-path $dir" >gdb.out
	grep -q "There is no machine" gdb.out ||
		fail "with the shared library: $(cat gdb.out)"
	in_gdb ./static -iex "set auto-load safe-path $tmp" >gdb.out
	grep -q "There is no machine" gdb.out ||
		fail "with the static library: $(cat gdb.out)"
else
	echo "skipped: no gdb with Python"
fi

echo "--- a module"
cat >hello.c <<'END'
#include <linux/module.h>

static int __init hello_init(void)
{
	pr_info("hello\n");
	return 0;
}

static void __exit hello_exit(void)
{
}

module_init(hello_init);
module_exit(hello_exit);
MODULE_LICENSE("GPL");
END
cat >Makefile <<'END'
obj-m := hello.o
include $(shell pkg-config --variable=modulemk mmusim)
END
make CC="$CC"
# Its signal handlers stay installed: dlclose() must not take it away.
readelf -d "$prefix/lib/libmmusim.so" | grep -q NODELETE ||
	fail "the library can be unloaded"
readelf -h hello.ko | grep -q 'REL (Relocatable file)' ||
	fail "hello.ko is not a relocatable object"

echo "--- the shell"
out=$("$prefix/bin/mmusim" -c "insmod hello.ko; dmesg | tail -n 1")
case $out in *"] hello") ;; *) fail "mmusim: $out" ;; esac

echo "--- names exported by the shared library"
foreign=$(nm -D --defined-only --extern-only "$prefix/lib/libmmusim.so" |
	awk '{ print $NF }' | grep -Ev '^(mmu|kern|__jit_debug)_' || true)
[ -z "$foreign" ] || fail "the library also exports" $foreign

echo "--- uninstall"
cd "$OLDPWD"
make uninstall PREFIX="$prefix" >/dev/null
left=$(find "$prefix" ! -type d)
[ -z "$left" ] || fail "left behind:" $left
