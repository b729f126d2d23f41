#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the documents show is what the programs are and print, and what they
# name exists.

set -eu
cd "$(dirname "$0")/../.."
bad=0
complain() { echo "FAILED: $*"; bad=1; }

# shellcheck source=tests/support/document.sh
. tests/support/document.sh
readme() { block README.md "$@"; } # LANGUAGE N

echo "--- the console of nullderef"
readme console 1 | grep -vxF ... | blur >build/readme.want
"$MMUSIM_EXAMPLES/nullderef" | blur >build/readme.got
[ "$(wc -l <build/readme.want)" -gt 40 ] || complain "the block is too short"
while IFS= read -r line; do
	grep -qxF -- "$line" build/readme.got ||
		complain "README.md shows what is not printed: $line"
done <build/readme.want

echo "--- a module"
module=build/readme.module
rm -rf $module
mkdir -p $module
readme c 1 >$module/hello.c
readme make 1 | sed "s|/path/to/libmmusim|$PWD|" >$module/Makefile
readme console 3 | grep '^  ' >build/readme.want
${MAKE:-make} --no-print-directory -C $module CC="${CC:-cc}" >build/readme.got
diff build/readme.want build/readme.got || complain "make prints something else"
"$MMUSIM_TOOL" -c "insmod $module/hello.ko; explain" 2>&1 |
	grep -q '^What happened: read from 0x1000' ||
	complain "the module does not fault"

echo "--- the examples"
for file in examples/*.c; do
	grep -qF "| \`${file%.c}\` |" README.md ||
		complain "README.md does not name $file"
done

echo "--- the shortest program"
readme c 2 | diff - <(sed -n '/^#include/,$p' examples/hello_fault.c) ||
	complain "README.md shows another examples/hello_fault.c"
readme console 4 | diff - <(echo '$ ./examples/hello_fault' &&
	"$MMUSIM_EXAMPLES/hello_fault") ||
	complain "README.md shows another output"

echo "--- the console of mmusim"
readme console 2 >build/readme.console
[ "$(grep -c '^mmusim# ' build/readme.console)" -gt 5 ] ||
	complain "there is no console"
blur <build/readme.console >build/readme.want
replay build/readme.console | blur >build/readme.got
agrees build/readme.want build/readme.got ||
	complain "README.md shows another output of mmusim"

echo "--- files and functions that documents of the insides name"
insides=(docs/architecture.md docs/kernel.md docs/swap.md)
# Every `folder/file.c` exists ...
grep -ohE '`(x86|mem|cpu|native|kernel|dump|tool)/[a-z0-9_]+\.[a-zS]+`' \
	"${insides[@]}" | tr -d '`' | sort -u >build/readme.files
[ -s build/readme.files ] || complain "no files found in the documents"
while read -r file; do
	[ -f "libmmusim/$file" ] || complain "there is no libmmusim/$file"
done <build/readme.files
# ... every `function()` is in the library ...
grep -ohE '`[a-z][a-z0-9_]+\(\)`' "${insides[@]}" | tr -d '`()' |
	sort -u >build/readme.functions
while read -r function; do
	grep -rqE "\\b$function\\(" libmmusim --include='*.[chS]' \
		--include='*.def' || complain "there is no $function()"
done <build/readme.functions
# ... and in the tables of a fault's life, in the file of its row.
sed -nE 's/^\|.*\| `([a-z0-9]+\/[a-z0-9_]+\.[cS])` \| (.*) \|$/\1 \2/p' \
	"${insides[@]}" |
	while read -r file functions; do
		for function in $(grep -oE '`[a-zA-Z0-9_]+(\(\))?`' <<<"$functions" |
			tr -d '`()'); do
			grep -qE "^([a-z].*[ *])?$function(\(|:)" \
				"libmmusim/$file" ||
				echo "$function is not in libmmusim/$file"
		done
	done >build/readme.lost
[ ! -s build/readme.lost ] || complain "$(cat build/readme.lost)"

[ $bad = 0 ]
