#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mmusim: its language, options, and where its commands come from.

set -eu
. "$(dirname "$0")/common.sh"

echo "--- words"
prints 'echo a   "b  c" '"'d  e'"' f\ g "" h # i' 'a b  c d  e f g  h'
prints 'echo -n a; echo -e "b\tc\\n"; echo -n; echo -x' $'ab\tc\n\n-x'
prints 'echo "it'"'"'s \"$x\" \$x \a"' "it's \"\" \$x \\a"
prints 'X="a  b" Y=c; echo $X "$X" ${X}$Y. $Z.' 'a b a  b a bc. .'
prints 'X=$(echo a; echo b; echo); echo "[$X]" $X "$(echo "$(echo c)")"' \
	$'[a\nb] a b c'
prints 'echo $HOME_OF_NOBODY"*" ? [a] \*' '* ? [a] *'
prints 'echo Make[f-i]il? "Make[f-i]il?" M*e.nosuch /proc/sys/[k]ernel/pan*s' \
	'Makefile Make[f-i]il? M*e.nosuch /proc/sys/kernel/panic_on_oops'
HOME=/nowhere prints 'echo ~ ~/a ~b a~' '/nowhere /nowhere/a ~b a~'
prints 'echo $ $; echo "$"; echo $#$0' $'$ $\n$\n0mmusim'
run 0 -c 'echo $0 $1 "$2" $# $3.' name "a  b" c
[ "$out" = "name a b c 2 ." ] || fail "arguments"

echo "--- lists"
prints 'false; echo $?; true; echo $?' $'1\n0'
prints 'true && echo a || echo b; false && echo a || echo b' $'a\nb'
prints '! true; echo $?; ! false && echo c' $'1\nc'
prints $'echo a\n\n# b\necho c &&\n echo d |\n cat\necho "e\nf" \\\n g' \
	$'a\nc\nd\ne\nf g'
run 3 -c 'echo a; exit 3; echo b'
[ "$out" = a ] || fail "exit"
run 1 -c false
run 0 -c 'echo $(exit 3; echo a)'
run 2 -c 'exit x'

echo "--- pipes and redirections"
prints 'dmesg | head -n 1 | tr a-z A-Z | cut -c 16-28' 'LINUX VERSION'
prints 'echo a | cat; echo b | sed s/b/c/ | cat -n' $'a\n     1\tc'
prints 'echo x | sh -c "exit 3"; echo $?; echo x | sh -c "kill -9 \$\$"; echo $?' \
	$'3\n137'
prints 'echo a | A=b sh -c "cat; echo \$A"; echo $A.' $'a\nb\n.'
prints 'dmesg | true; dmesg | lsmod | cat' "$("${mmusim[@]}" -c lsmod)"
# More than a pipe holds, for one that reads little, and one that reads nothing.
much='A=/proc/kallsyms; A="$A $A $A $A"; A="$A $A $A $A"; A="$A $A $A $A"'
[ "$("${mmusim[@]}" -c "$much; cat \$A | wc -c")" -gt 100000 ] || fail "not much"
prints "$much; cat \$A | head -n 1 | wc -l; cat \$A | lsmod | wc -l" $'1\n1'
prints "$much; cat \$A | sh -c 'exec <&-; exit 3'; echo \$?" 3
( cd "$tmp"
  prints 'echo a > f; echo b >> f; cat f; cat < f | tail -n 1; ls' \
	$'a\nb\nb\nf'
  prints 'nosuch 2> e; cat e; nosuch > o 2>&1; cat o; echo c 1>&2 2> e; cat e' \
	$'mmusim: nosuch: command not found\nmmusim: nosuch: command not found\nc'
  prints '> empty; X=1 > other; ls; cat empty $X' $'e\nempty\nf\no\nother\ncat: 1: No such file or directory' )
prints 'echo a > /no/such; echo $?; cat < /no/such; echo $?' \
	$'mmusim: /no/such: No such file or directory\n1\nmmusim: /no/such: No such file or directory\n1'
prints 'echo a > /dev/full; echo $?' \
	$'mmusim: echo: write error: No space left on device\n1'

echo "--- the order of what several print on one descriptor"
prints 'echo 1; echo 2 | cat; echo 3 1>&2; echo 4 | cat 1>&2; echo 5' \
	$'1\n2\n3\n4\n5'

echo "--- what is not there"
prints 'nosuch a b; echo $?; echo | nosuch; echo $?' \
	$'mmusim: nosuch: command not found\n127\nmmusim: nosuch: command not found\n127'
prints 'rm -rf /nonexistent; echo $?' \
	$'mmusim: rm: command not found (a program of the host runs only behind a "|")\n127'
prints 'memtester 1M 1; echo $?; X=slabtop; $X -m' \
	$'mmusim: memtester: command not found (here it is "stress")\n127\nmmusim: slabtop: command not found (here it is "cat /proc/slabinfo")'
prints 'sudo echo a; X=b sudo true && sudo lsmod | wc -l; sudo nosuch' \
	$'a\n1\nmmusim: nosuch: command not found'
prints 'sudo; echo $?; sudo -n echo a; echo $?' $'0\na\n0'
prints 'echo sudo a' 'sudo a'
run 2 -c $'echo a\nfor i in b; do echo $i; fi'
shows '^a$' '^mmusim: "done" is missing before fi$'
run 2 -c 'echo a &'
shows '& is not supported'
run 2 -c 'echo ${a,b}'
shows 'not supported: \$\{a,b\}'
run 2 -c $'echo a\necho "b'
shows '^a$' '^mmusim: unexpected end of the input: a double quote is not closed$'

echo "--- scripts"
printf '#!/usr/bin/env mmusim\necho a $1\nnosuch\necho b\n' >"$tmp/script"
run 0 "$tmp/script" x
[ "$out" = "a x
$tmp/script: line 3: nosuch: command not found
b" ] || fail "a script"
printf 'echo a\necho "b' >"$tmp/open"
run 2 "$tmp/open"
shows '^a$' 'open: line 3: unexpected end of the input'
run 127 "$tmp/none"
run 126 "$tmp"
out=$(printf 'echo a\necho $? |\ncat\nexit 4\necho b' | "${mmusim[@]}" 2>&1) &&
	fail "the exit status is lost"
[ "$out" = $'a\n0' ] || fail "standard input"
# What a script's program reads is what follows.
out=$(printf 'true | head -n 1 <&0\n' | "${mmusim[@]}" 2>&1) || true
shows 'this redirection is not supported: <&'
printf 'cat\ndata\n' >"$tmp/script"
[ "$("${mmusim[@]}" <"$tmp/script")" = data ] || fail "data in a script"
[ "$(printf 'cat\ndata\n' | "${mmusim[@]}")" = data ] || fail "data in a pipe"

echo "--- options"
run 0 --help
shows '^usage: mmusim '
run 0 --version
shows '^mmusim [0-9]+\.[0-9]+'
run 2 --wrong
run 2 --ram 64 -c true
shows '^mmusim: --ram: 64, .* is in bytes, .* write 64M'
run 2 --ram x -c true
shows '^mmusim: --ram: x is no size'
run 2 --ram 0 -c true
run 2 --ram 99999999999G -c true
shows '^mmusim: --ram: 99999999999G is too large$'
run 1 --ram 100T -c true
shows '^mmusim: the machine does not boot: '
run 0 --ram 32M -c 'cat /proc/meminfo'
shows '^MemTotal: +3[01][0-9]{3} kB$'
run 1 --ram 64K -c 'echo a'
shows '^mmusim: the machine does not boot: '
lacks '^a$'
run 0 --append "oops=panic panic=7" -c \
	'cat /proc/cmdline /proc/sys/kernel/panic_on_oops; sysctl -n kernel.panic'
[ "$out" = $'oops=panic panic=7\n1\n7' ] || fail "--append"

echo "--- it works without standard descriptors"
"${mmusim[@]}" -c 'echo a; nosuch' >&- 2>&- <&- && fail "status"
[ "$("${mmusim[@]}" -c 'echo a' <&-)" = a ] || fail "without standard input"

[ "$("${mmusim[@]}" <&- 2>&1)" = "mmusim: standard input is closed, and there are neither a script nor -c COMMANDS" ] ||
	fail "without anything to run"
out=$("${mmusim[@]}" -c 'echo a; cat' 2>&1 >&- <&-) && fail "what was not written"
shows '^mmusim: echo: write error: Bad file descriptor$' '^cat: standard input: Bad file descriptor$'
[ "$(echo 'echo $# $1' | "${mmusim[@]}" - x y)" = "2 x" ] || fail "- is standard input"
run 2 -c 'echo a' -c 'echo b'
shows '^mmusim: -c is there twice: '
run 2 -console -c ls
shows '^mmusim: -console: .*two dashes'

echo "--- help, the man page and the table have the same commands"
run 0 -c help
list=$(sed '/^$/,$d' <<<"$out" | cut -d ' ' -f 1)
[ "$(wc -l <<<"$list")" -gt 15 ] || fail "a short list"
[ "$list" = "$(LC_ALL=C sort <<<"$list")" ] || fail "not sorted"
in_man=$(sed -n '/^\.SH COMMANDS/,/^\.SH LANGUAGE/p' docs/mmusim.1 |
	grep -A 1 '^\.TP' | sed -nE 's/^\\fB(\\&)?([][a-z:.]+)\\fR.*/\2/p')
[ "$list" = "$in_man" ] || fail "$(diff <(echo "$list") <(echo "$in_man"))"
for command in $list; do
	run 0 -c "help $command"
	synopsis=$(head -n 1 <<<"$out")
	grep -qxF -- "$synopsis" <(sed -n '/^\.SH COMMANDS/,/^\.SH LANG/p' \
		docs/mmusim.1 | sed -e 's/\\f[BIR]//g' -e 's/\\-/-/g' -e 's/\\&//g') ||
		fail "the man page does not have: $synopsis"
	# Each letter has a line: of [-wxuf], -b BYTES, -F FIELD
	for letter in $(grep -oE -- '(\[| )-[A-Za-z1]+' <<<"$synopsis" | tr -d ' [-' | grep -o . | sort -u); do
		[ "$command" = kill ] && [ "$letter" != l ] && continue
		grep -qE -- "^  -$letter " <<<"$out" || fail "help $command: -$letter"
	done
done
run 1 -c 'help nosuch'
if command -v groff >/dev/null; then
	out=$(groff -man -Tascii -ww docs/mmusim.1 2>&1 >/dev/null)
	[ -z "$out" ] || fail "the man page"
fi
