#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Finds the libraries and tools that libmmusim needs, and gets what is missing.
#
#   deps.sh [--all] [--install] FILE      with CC in the environment
#
# FILE, included by the Makefile, says where things are. While all that it
# lists is still in place nothing else is looked at, which takes milliseconds.
#
# With --all, what the tests need is looked for, too.
#
# With --install, missing Debian packages are installed with apt-get where we
# are root or sudo asks no password. Anyone else gets the same packages
# downloaded and unpacked into .deps/, and they are used from there. Without
# --install, what is missing is only named.

install='' all='' level=library
while :; do
	case $1 in
	--all)     all=1 level=all ;;
	--install) install=1 ;;
	*)         break ;;
	esac
	shift
done
out=$1
cc=${CC:-cc}
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
root=$top/.deps/root
multiarch=x86_64-linux-gnu

say() { echo "deps: $*" >&2; }

# --- The quick way: what FILE found is still there -----------------------------

# "# checked LEVEL TOP" and "# file PATH" are the lines of FILE meant for us.
still_there() {
	[ -f "$out" ] || return 1
	# This script may look for more than it did then.
	[ "$out" -nt libmmusim/scripts/deps.sh ] || return 1
	while read -r hash word value rest; do
		[ "$hash" = "#" ] || continue
		case $word in
		checked)
			[ "$rest" = "$top" ] || return 1
			[ -z "$all" ] || [ "$value" = all ] || return 1 ;;
		file)
			[ -e "$value" ] || return 1 ;;
		esac
	done <"$out"
}
still_there && exit 0

# --- Looking -------------------------------------------------------------------

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

is_clang() { $cc --version 2>/dev/null | grep -q clang; }

# Compiler flags for what lies in .deps, empty if nothing does. DT_RPATH rather
# than DT_RUNPATH: it also serves the libraries that our libraries need.
local_flags() {
	cppflags='' ldflags='' path='' sanflags=''
	[ -d "$root/usr" ] || return
	cppflags="-isystem $root/usr/include"
	ldflags="-Wl,--disable-new-dtags"
	for d in "$root/usr/lib/$multiarch" "$root/lib/$multiarch"; do
		[ ! -d "$d" ] || ldflags="$ldflags -L$d -Wl,-rpath,$d"
	done
	path=$top/.deps/bin
	! is_clang || [ ! -d "$top/.deps/clang" ] ||
		sanflags="-resource-dir=$top/.deps/clang"
	PATH=$path:$PATH
}

compiles() { # HEADER FLAG...
	header=$1; shift
	{ [ -z "$header" ] || echo "#include <$header>"
	  echo 'int main(void) { return 0; }'; } >"$tmp/probe.c"
	# shellcheck disable=SC2086
	$cc $cppflags -include stdio.h "$tmp/probe.c" $ldflags "$@" \
		-o "$tmp/probe" 2>"$tmp/errors"
}

# The package with the sanitizers' runtime; gcc always brings its own.
sanitizer_package() {
	if is_clang; then
		v=$(echo __clang_major__ | $cc -E -P -x c -)
		echo "libclang-rt-$v-dev"
	else
		echo "libgcc-$(echo __GNUC__ | $cc -E -P -x c -)-dev"
	fi
}

# Sets $missing to names of Debian packages.
look() {
	missing=
	local_flags
	if ! command -v "${cc%% *}" >/dev/null 2>&1; then
		case $cc in *clang*) cc=clang ;; *) cc=gcc ;; esac
		missing=" $cc libc6-dev"
		for p in libsigsegv libelf libdw libzydis libbsd libedit; do
			missing="$missing $p-dev"
		done
		[ -z "$all" ] ||
			missing="$missing libcmocka-dev valgrind gdb python3 pkgconf"
		return
	fi
	compiles "" || missing="$missing libc6-dev"
	compiles sigsegv.h -lsigsegv || missing="$missing libsigsegv-dev"
	compiles libelf.h -lelf || missing="$missing libelf-dev"
	compiles elfutils/libdw.h -ldw || missing="$missing libdw-dev"
	compiles Zydis/Zydis.h -lZydis || missing="$missing libzydis-dev"
	# For its sys/tree.h; nothing of it is linked.
	compiles bsd/sys/tree.h || missing="$missing libbsd-dev"
	compiles histedit.h -ledit || missing="$missing libedit-dev"
	[ -n "$all" ] || return

	printf '%s\n' '#include <stddef.h>' '#include <stdarg.h>' \
		'#include <setjmp.h>' '#include <cmocka.h>' >"$tmp/cm.h"
	compiles "" -include "$tmp/cm.h" -lcmocka ||
		missing="$missing libcmocka-dev"
	compiles "" -fsanitize=address,undefined $sanflags ||
		missing="$missing $(sanitizer_package)"
	# Valgrind may be there and still not work: it needs symbols of ld.so.
	valgrind --quiet true >/dev/null 2>&1 || missing="$missing valgrind"
	gdb -nx -batch -ex 'python import gdb' >/dev/null 2>&1 ||
		missing="$missing gdb"
	python3 -c 'import json' >/dev/null 2>&1 || missing="$missing python3"
	pkg-config --version >/dev/null 2>&1 || missing="$missing pkgconf"
}

write_file() {
	mkdir -p "$(dirname "$out")"
	{
		echo "# Written by libmmusim/scripts/deps.sh for $cc"
		echo "# checked $level $top"
		for l in sigsegv elf dw Zydis edit ${all:+cmocka}; do
			# shellcheck disable=SC2086
			f=$($cc $ldflags -print-file-name=lib$l.so)
			case $f in /*) echo "# file $f" ;; esac
		done
		[ -z "$ldflags" ] || echo "# file $root/usr/include"
		for t in ${all:+valgrind gdb python3 pkg-config}; do
			! command -v $t >/dev/null || echo "# file $(command -v $t)"
		done
		echo "DEPS_CPPFLAGS := $cppflags"
		echo "DEPS_LDFLAGS  := $ldflags"
		echo "DEPS_SANFLAGS := $sanflags"
		echo "DEPS_PATH     := $path"
	} >"$out.new"
	mv "$out.new" "$out"
}

give_up() {
	if [ "$missing" = " gdb" ]; then
		say "no gdb that knows Python: the tests that need it are skipped"
		write_file
		exit 0
	fi
	say "missing:$missing"
	say "on Debian or Ubuntu, get them with: apt-get install$missing"
	exit 1
}

look
if [ -z "$missing" ]; then write_file; exit 0; fi
if [ -z "$install" ]; then
	say "\"make deps\" gets what is missing"
	give_up
fi
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || give_up

# --- Installing ------------------------------------------------------------------

as_root='' can_install=''
if [ "$(id -u)" = 0 ]; then
	can_install=1
elif sudo -n true 2>/dev/null; then
	can_install=1 as_root="sudo -n"
fi

apt() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
		-o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@" \
		>"$tmp/apt.log" 2>&1
}

# Twice, since what a new compiler lacks is known only once it is there.
for try in ${can_install:+1 2}; do
	[ -n "$missing" ] || break
	say "installing$missing"
	# The lists may be absent, or so old that they name files long gone.
	# shellcheck disable=SC2086
	apt install --no-install-recommends $missing ||
		{ apt update; apt install --no-install-recommends $missing; } ||
		{ tail -n 15 "$tmp/apt.log" >&2; say "apt-get failed"; break; }
	look
done
if [ -z "$missing" ]; then write_file; exit 0; fi

# --- Unpacking into .deps ----------------------------------------------------------

# Compilers do not work from just anywhere, and the C library must be the one
# that is running.
case $missing in *libc6-dev*) give_up ;; esac

say "unpacking$missing into .deps/"
mkdir -p .deps/lists/partial .deps/cache/archives/partial .deps/debs .deps/bin \
	"$root"
apt() {
	apt-get -o Dir::State::lists="$top/.deps/lists" \
		-o Dir::Cache="$top/.deps/cache" -o Debug::NoLocking=1 \
		-o APT::Sandbox::User= "$@"
}
# One dead source among several must not stop us: what counts comes below.
apt -qq update >"$tmp/update.log" 2>&1 || tail -n 5 "$tmp/update.log" >&2

# What apt-get would install: "Inst NAME [OLD] (NEW ...)". The debug symbols of
# the C library must fit the one installed; asking for that very version also
# keeps apt-get from planning an upgrade of it.
libc=$(dpkg-query -W -f '${Version}' libc6 2>/dev/null)
plan() { apt -s --no-install-recommends install $missing "$@" 2>"$tmp/apt.log"; }
{ case $missing in *valgrind*) plan "libc6-dbg=$libc" ;; *) false ;; esac ||
	plan; } >"$tmp/plan" || { tail -n 15 "$tmp/apt.log" >&2; give_up; }

# Not the C library and its kin: a second one beside the first would not work.
sed -n 's/^Inst \([^ ]*\) .*(\([^ ]*\) .*/\1=\2/p' "$tmp/plan" |
	grep -Ev '^(libc6|libc6-dev|libc-bin|libc-dev-bin|libgcc-s1|linux-libc-dev|gcc-[0-9]+-base|locales)=' >"$tmp/list"
# shellcheck disable=SC2046
(cd .deps/debs && rm -f ./*.deb && apt -qq download $(cat "$tmp/list")) \
	>"$tmp/apt.log" 2>&1 || { tail -n 15 "$tmp/apt.log" >&2; give_up; }
for deb in .deps/debs/*.deb; do
	dpkg-deb -x "$deb" "$root" || give_up
done
rm -rf .deps/debs .deps/lists .deps/cache

# A link may lead to a file of the system from here, or from an absolute path
# to a file that is here.
find "$root" -xtype l | while read -r link; do
	target=$(readlink "$link")
	dir=$(dirname "${link#"$root"}")
	case $target in /*) ;; *) target=$dir/$target ;; esac
	for t in "$root$target" "$target" "$root/usr$target"; do
		if [ -e "$t" ]; then ln -sf "$t" "$link"; break; fi
	done
done

# Programs find their libraries, and Valgrind its tools, through a wrapper.
wrap() { # NAME PROGRAM SETTINGS ARGUMENTS
	[ -e "$root/usr/bin/$2" ] || return
	cat >".deps/bin/$1" <<-END
	#!/bin/sh
	root=\$(cd "\$(dirname "\$0")/../root" && pwd)
	LD_LIBRARY_PATH=\$root/usr/lib/$multiarch:\$root/lib/$multiarch\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}
	export LD_LIBRARY_PATH $3
	exec "\$root/usr/bin/$2" $4 "\$@"
	END
	chmod +x ".deps/bin/$1"
}
# Valgrind needs the symbols of ld.so. Debian has them under their build id, but
# outside of /usr/lib/debug Valgrind looks only for the name in .gnu_debuglink,
# which is the same without the first byte, in the folder of the library.
for dir in "$root/debug/usr/lib/$multiarch" "$root/debug/lib/$multiarch"; do
	mkdir -p "$dir"
	for f in "$root"/usr/lib/debug/.build-id/*/*.debug; do
		[ ! -e "$f" ] || ln -sf "$f" "$dir/"
	done
done
wrap valgrind valgrind.bin 'VALGRIND_LIB=$root/usr/libexec/valgrind' \
	'--extra-debuginfo-path="$root/debug"'
wrap python3 python3
# gdb brings scripts of its own, and its Python wants its library.
home=''
! ls "$root"/usr/lib/python3.*/os.py >/dev/null 2>&1 ||
	home='PYTHONHOME=$root/usr'
wrap gdb gdb "$home" '--data-directory="$root/usr/share/gdb"'
wrap pkg-config pkgconf

# Clang has its sanitizers in a folder with its own headers.
rt=$(find "$root/usr/lib" -path '*/lib/clang/*/lib/linux' | head -n 1)
if [ -n "$rt" ] && is_clang; then
	mkdir -p .deps/clang
	ln -sfn "${rt%/linux}" .deps/clang/lib
	for d in include share; do
		ln -sfn "$($cc -print-resource-dir)/$d" .deps/clang/$d
	done
fi

look
[ -z "$missing" ] || { sed 10q "$tmp/errors" >&2; give_up; }
write_file
