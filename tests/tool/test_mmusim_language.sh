#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mmusim: its language: groups, conditions, loops, functions, values.

set -eu
. "$(dirname "$0")/common.sh"
faults=$PWD/tests/data/oops-more/ko

echo "--- what each POSIX shell prints"
script=$PWD/tests/data/shell/posix.sh want=$PWD/tests/data/shell/posix.out
out=$("${mmusim[@]}" <"$script" 2>&1) || true
[ "$out" = "$(cat "$want")" ] || fail "$(diff <(echo "$out") "$want")"
out=$("${mmusim[@]}" "$script" 2>&1) || true
[ "$out" = "$(cat "$want")" ] || fail "as a script: $(diff <(echo "$out") "$want")"
out=$("${mmusim[@]}" -c "$(cat "$script")" 2>&1) || true
[ "$out" = "$(cat "$want")" ] || fail "with -c: $(diff <(echo "$out") "$want")"
if command -v dash >/dev/null; then
	out=$(dash <"$script" 2>&1) || true
	[ "$out" = "$(cat "$want")" ] || fail "dash: $(diff <(echo "$out") "$want")"
fi

echo "--- here-documents"
prints 'cat > /proc/sys/kernel/panic <<E; cat /proc/sys/kernel/panic
7
E
sh <<E
echo $((1 + 1)) \$HOME | tr A-Z a-z
E
cat <<E
${a,b}
E
echo no' "7
2 $(tr A-Z a-z <<<"$HOME")
mmusim: not supported: \${a,b}"
printf 'cat <<E\r\na\r\nE\r\necho x\r\n' > "$tmp/crlf"
run 0 "$tmp/crlf"
[ "$out" = $'a\r\nx' ] || fail "lines that end in CR LF"
run 2 -c $'echo a\ncat <<E\nb'
[ "$out" = $'a\nmmusim: unexpected end of the input: the lines behind << are not ended by E' ] || fail "no end"

echo "--- groups and loops with the machine"
prints '( cat /proc/uptime; echo "status $?" ); x=$(cd /; pwd); echo $x' \
	$'0.00 0.00\nstatus 0\n/'
prints "for m in hello params; do insmod $modules/\$m.ko || exit 1; done
	while read name size users; do echo \$name; done < /proc/modules
	lsmod | while read name rest; do [ \$name = Module ] || rmmod \$name; done; lsmod | wc -l" \
	$'params\nhello\n1'
prints "insmod $modules/hello.ko; for f in /sys/module/hello/[ir]*; do echo \${f##*/}; done
	ls -1 /sys/module/hello/re?cnt; echo /sys/module/h*/refcnt /proc/nosuch*" \
	$'initsize\ninitstate\nrefcnt\n/sys/module/hello/refcnt\n/sys/module/hello/refcnt /proc/nosuch*'
prints 'sleep 1; { cat /proc/uptime; date; } | cut -c 1-4 | { read a; read b; echo "$b $a"; }' \
	'Mon 1.00'
prints 'i=0; while [ $i -lt 300 ]; do i=$((i + 1)); done; echo $i
	seq 3 | while read n; do echo $((n * n)); done | sort -rn' $'300\n9\n4\n1'
# More than a pipe holds, between commands of ours.
[ "$("${mmusim[@]}" -c 'for i in 1 2 3 4 5 6 7 8; do cat /proc/kallsyms; done |
	cat | { while read -r a b c; do [ "$c" = _stext ] && echo $c; done; } | sort -u')" = _stext ] ||
	fail "a long pipeline"

echo "--- each command's output is a write of its own"
prints "insmod $faults/proc_write.ko
	for w in first second third; do echo \$w; done > /proc/proc_write; cat /proc/proc_write" third

echo "--- who is killed"
bad=$faults/proc_fault.ko file=/proc/proc_fault
prints "insmod $bad; ( cat $file; echo \"status \$?\" ); echo \$?" $'Killed\nstatus 137\n0'
prints "insmod $bad; ( cat < $file; echo \"status \$?\" )" $'Killed\nstatus 137'
prints "insmod $bad; ( read x < $file; echo \"status \$?\" ); echo \$?" $'Killed\n137'
prints "insmod $bad; ( while read x; do :; done < $file; echo no ); echo \$?" $'Killed\n137'
prints "insmod $bad; x=\$(cat $file; echo \$?); echo \$? \$x" $'Killed\n0 137'
prints "insmod $bad; dd if=$file; echo \$?; wc -l $file; echo \$?" \
	$'Killed\n137\nKilled\n137'
bug=$faults/param_cb_bug.ko level=/sys/module/param_cb_bug/parameters/level
prints "insmod $bug level=4; ( echo 77 > $level; echo \$? ); echo \$?" \
	$'Segmentation fault\n139'
prints "insmod $bug level=4; sh -c 'echo 77 > $level; echo no'; echo \$?" \
	$'Segmentation fault\n139'
prints "insmod $bug level=4; ( { echo a; printf 77; echo no >&2; } > $level; echo no ); echo \$?" \
	$'mmusim: echo: write error: Invalid argument\nSegmentation fault\n139'
# A task of its own leaves the group alone; and the shell that was started goes on.
prints "insmod $bug level=4; ( echo 77 | tee $level; echo \$? )" $'Segmentation fault\n139'
prints "insmod $bug level=4; echo 77 > $level; echo \$?
	reboot; insmod $bug level=4; { echo 77 > $level; echo \$?; }" \
	$'Segmentation fault\n139\nSegmentation fault\n139'
prints "insmod $bug level=4; f() { echo 77 > $level; echo \"f \$?\"; }; f
	reboot; insmod $bug level=4; ( f; echo no ) | cat; echo \$?" \
	$'Segmentation fault\nf 139\nSegmentation fault\n0'
prints "insmod $faults/shrinker_null.ko; ( echo 2 > /proc/sys/vm/drop_caches; echo no ); echo \$?" \
	$'Killed\n137'
run 0 -c "insmod $bad; ( cat $file ) 2> /dev/null; dmesg | grep Comm:"
shows ' Comm: cat '
lacks Killed

echo "--- after a panic a loop does not go on for ever"
run 1 --append oops=panic -c "insmod $bad; for i in 1 2; do cat $file; done"
[ "$(grep -c 'the machine is halted' <<<"$out")" = 3 ] || fail "halted"

echo "--- errors: nothing of a line with one is run"
refused() { # TEXT PATTERN
	run 2 -c "$1"
	shows "$2"
	lacks '^ran$'
}
refused 'echo ran; if true; then echo ran; done' '^mmusim: "fi" is missing before done$'
refused 'echo ran; fi' '^mmusim: a command is missing before fi$'
refused 'echo ran; (echo ran' 'unexpected end of the input: "\)" is missing$'
refused $'if true\nthen echo ran\n' 'unexpected end of the input: "fi" is missing$'
refused 'echo ran; echo $(echo ran; done)' 'missing before done\)$'
printf 'echo a\nwhile true\ndo\n echo ran\n fi\n' >"$tmp/script"
run 2 "$tmp/script"
shows '^a$' '/script: line 5: "done" is missing before fi$'
lacks '^ran$'
printf 'f() {\n nosuch\n}\nfor i in 1\ndo\n true\n nosuch\ndone\nf\n' >"$tmp/script"
run 127 "$tmp/script"
shows 'line 7: nosuch: command not found' 'line 2: nosuch: command not found'
run 2 -c 'echo $((1 / 0)); echo ran'
shows 'division by zero'
lacks '^ran$'
for text in '1 +' '08' '(1' '1)' '1 = 2' 'x y' '1 2' '1 ? 2' '"a"' '99a' '18446744073709551616'; do
	run 2 -c "x=1; echo \$(($text)); echo ran"
lacks '^ran$'
done
run 2 -c 'set -u; echo a; echo $nosuch; echo ran'
shows '^a$' 'not set: nosuch'
lacks '^ran$'
run 2 -c 'echo ${nosuch:?give a name}; echo ran'
shows '^mmusim: nosuch: give a name$'
run 1 -c 'set -e; echo a; false; echo ran'
[ "$out" = a ] || fail "set -e"
run 0 -c 'set -x; x=1 true "a b"'
[ "$out" = "+ x=1 true a b" ] || fail "set -x"
run 2 -c 'f() { f; }; f; echo ran'
shows 'f: nested too deeply'
run 2 -c 'x='"'"'eval "$x"'"'"'; eval "$x"; echo ran'
lacks '^ran$'
run 0 -c 'f() { x=$(f); }; f; echo ran'
shows 'nested too deeply' '^ran$'
for word in sh .; do
	echo "$word $tmp/self" >"$tmp/self"
	run 2 "$tmp/self"
	shows 'files nested too deeply'
done
{ yes '(' | head -n 5000; } >"$tmp/deep"
run 2 "$tmp/deep"
shows 'nested too deeply'
run 2 -c "$(printf 'echo $(('; printf '(%.0s' {1..3000}; printf '1'; printf ')%.0s' {1..3000}; echo '))')"
shows 'nested too deeply'

{ printf '%.0scommand ' {1..200000}; echo 'echo a'; } >"$tmp/command"
run 0 "$tmp/command"
[ "$out" = a ] || fail "command command ..."

prints 'false; case a in a) echo $?; esac; false; case a in a) ;; esac; echo $?
	false; case a in b) ;; esac; echo $?' $'1\n0\n0'

echo "--- words in braces"
prints 'for x in ${no:-a b "c d"} ${no- e } ${no+f}; do echo "<$x>"; done' \
	$'<a>\n<b>\n<c d>\n<e>'
prints 'IFS=:; for x in z${no:-a:b c*}z; do echo "<$x>"; done' $'<za>\n<b c*z>'
prints 'echo "${no:-it'"'"'s}" "${no:-"a  b"}" "${no:-a\}b}" "${no=d'"'"'s}" $no' \
	"it's a  b a}b d's d's"
prints 'x=a/b; echo "${x%'"'/b'"'}" "${x#"a/"}"' 'a b'
prints 'for x in "${@}" "$@$@"; do echo "<$x>"; done; for x in a"$@"; do echo $x; done' a
prints 'x=1; x=2 y=$x; echo $y; z=1; z=3 w=$z sh -c "echo \$w"; echo $z$w' $'2\n3\n1'

echo "--- scripts, arguments, other shells"
printf 'echo "$# $1"; x=set\nreturn_not() { return 3; }\n' >"$tmp/lib"
prints ". $tmp/lib; echo \$x; return_not; echo \$?" $'0 \nset\n3'
prints "x=1; sh $tmp/lib 'a b'; echo \$x; export x; sh -c 'echo \$x \$1' sh c" \
	$'1 a b\n1\n1 c'
prints 'echo "echo \$0 here" | ( sh ); export A=b; echo | sh -c "echo \$A"; A=c; echo | sh -c "echo \$A"' \
	$'sh here\nb\nc'
out=$(printf 'while read x; do echo "<$x>"; done\na\nb\n' | "${mmusim[@]}")
[ "$out" = $'<a>\n<b>' ] || fail "what follows is its input"
