#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the documents show is what the programs are and print, and what they
# name exists.

set -eu
cd "$(dirname "$0")/../.."
bad=0
complain() { echo "FAILED: $*"; bad=1; }

# Lines between ```LANGUAGE and ```, of the N-th such block of README.md
block() { # LANGUAGE N
	awk -v start="\`\`\`$1" -v n="$2" '
		/^```$/ { inside = 0 }
		inside && seen == n
		$0 == start { inside = 1; seen++ }' README.md
}

# Addresses and times differ from compiler to compiler.
blur() { sed -E 's/(0x)?[0-9a-f]*[0-9][0-9a-f]*/N/g; s/N([.]N)?/N/g; s/ +/ /g'; }

echo "--- the console of nullderef"
block console 1 | grep -vxF ... | blur >build/readme.want
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
block c 1 >$module/hello.c
block make 1 | sed "s|/path/to/libmmusim|$PWD|" >$module/Makefile
block console 3 | grep '^  ' >build/readme.want
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
block c 2 | diff - <(sed -n '/^#include/,$p' examples/hello_fault.c) ||
	complain "README.md shows another examples/hello_fault.c"
block console 4 | diff - <(echo '$ ./examples/hello_fault' &&
	"$MMUSIM_EXAMPLES/hello_fault") ||
	complain "README.md shows another output"

echo "--- the console of mmusim"
block console 2 | tail -n +2 | blur >build/readme.want
block console 2 | sed -n 's/^mmusim# //p' | while IFS= read -r command; do
	printf 'echo "mmusim# %s"\n%s\n' \
		"$(sed 's/["$]/\\&/g' <<<"$command")" "$command"
done >build/readme.commands
[ "$(wc -l <build/readme.commands)" -gt 10 ] || complain "there is no console"
"$MMUSIM_TOOL" build/readme.commands 2>&1 | blur >build/readme.got
diff build/readme.want build/readme.got ||
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
