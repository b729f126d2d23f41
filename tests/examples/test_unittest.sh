#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# docs/testing.md: its files are those of examples/unittest, the project works
# against an installed library, and failing tests print what the document shows.
#
# With MMUSIM_UPDATE_GOLDEN=1 the messages are written into the document.

set -eu
cd "$(dirname "$0")/../.."
command -v pkg-config >/dev/null || { echo "no pkg-config"; exit 77; }

doc=$PWD/docs/testing.md
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

# Lines between ```LANGUAGE and ```, of the N-th such block.
block() { # LANGUAGE N
	awk -v start="\`\`\`$1" -v n="$2" '
		/^```$/ { inside = 0 }
		inside && seen == n
		$0 == start { inside = 1; seen++ }' "$doc"
}

# Put standard input into the N-th block of this language.
put_block() { # LANGUAGE N
	awk -v start="\`\`\`$1" -v n="$2" -v text="$(cat)" '
		/^```$/ { inside = 0 }
		!inside || seen != n
		$0 == start { inside = 1; if (++seen == n) print text }' \
		"$doc" >"$tmp/doc"
	cat "$tmp/doc" >"$doc"
}

echo "--- the files that the document shows"
n=0
for f in growing.h growing.c test_growing.c; do
	n=$((n + 1))
	block c $n | diff - <(grep -v SPDX examples/unittest/$f) ||
		fail "docs/testing.md shows another $f"
done
block make 1 | diff - examples/unittest/Makefile ||
	fail "docs/testing.md shows another Makefile"

echo "--- the project, as a stranger would build it"
prefix=$tmp/usr
make install CC="${CC:-cc}" PREFIX="$prefix" >/dev/null
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
cp -R examples/unittest "$tmp/project"
cd "$tmp/project"
rm -f ./*.o test_growing
make=(make CC="${CC:-cc}")
# The libraries we depend on may lie in .deps/.
[ -z "${DEPS_CPPFLAGS-}" ] || make+=(CPPFLAGS="$DEPS_CPPFLAGS")
[ -z "${DEPS_LDFLAGS-}" ] ||
	make+=(LDFLAGS="-Wl,-rpath,$prefix/lib $DEPS_LDFLAGS")
"${make[@]}" check >out 2>&1 || { cat out; fail "make check"; }
block console 1 | tail -n +2 | while IFS= read -r line; do
	grep -qxF -- "$line" out || fail "docs/testing.md shows: $line"
done
if command -v valgrind >/dev/null; then
	"${make[@]}" check-valgrind || fail "make check-valgrind"
fi

if echo 'int main(void) { return 0; }' |
	${CC:-cc} -fsanitize=address,undefined -o "$tmp/asan" -x c - 2>/dev/null; then
	"${make[@]}" check-asan || fail "make check-asan"
fi

# Runs the tests with a bug built in, and looks at the first message.
with_bug() { # BLOCK SED-SCRIPT
	cp growing.c kept.c
	sed -i "$2" growing.c
	cmp -s growing.c kept.c && fail "the bug is not built in: $2"
	"${make[@]}" check >out 2>err && fail "no test fails: $2"
	mv kept.c growing.c
	sed -n '/^ERROR/,/error: Failure!/p; /error: Failure!/q' err >message
	[ -z "${MMUSIM_UPDATE_GOLDEN-}" ] || put_block console "$1" <message
	block console "$1" | diff - message ||
		fail "docs/testing.md shows another message"
}

echo "--- a forgotten mmu_invlpg()"
with_bug 2 '/mmu_invlpg/d'
echo "--- pages that cannot be written"
with_bug 3 's/MMU_PTE_RW | MMU_PTE_NX/MMU_PTE_NX/'
