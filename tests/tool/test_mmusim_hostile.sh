#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mmusim, given what nobody should give it; natively, with the sanitizers and
# under Valgrind.

set -eu
. "$(dirname "$0")/common.sh"

# A whole life: modules, oops, panic, reboot, stress.
life=$tmp/life
cat >"$life" <<END
insmod $PWD/examples/modules/faulty.ko
echo "\$? \$(lsmod | grep -c faulty)"
explain | head -n 1
dmesg -T -l err+ > $tmp/log; cat $tmp/log | wc -l
insmod $modules/hello.ko && rmmod hello && modinfo -F name $modules/hello.ko
stress -b 8k -m random; stress -k -b 8k -m solid
echo 1 > /proc/sys/kernel/panic_on_oops
insmod $modules/null_read.ko; lsmod
walk -f 0 | tail -n 1
reboot; cat /sys/fs/pstore/dmesg-ramoops-0 | head -n 1
ls /proc /sys/module; cat /proc/kallsyms | wc -l; pagetable | wc -l
sleep 1; uname -a; cat /proc/uptime; X="a b"; echo \$X "\$X" \${X} ~
nosuch
echo "open
END

check_life() {
	run 2 "$life"
	shows '^Killed$' '^137 1$' '^What happened: ' '^hello$' 'Random Value +: ok' \
		'^insmod: the machine is halted' '^Panic#1 Part1$' '^1\.00 1\.00$' \
		'line [0-9]+: nosuch: command not found' 'unexpected end of the input'
}

check_hostile() {
	# NUL bytes, a program, no text at all
	printf 'echo a\0b\necho c\n' >"$tmp/nul"
	run 126 "$tmp/nul"
	shows 'line 1: there is a NUL byte: this is no script'
	lacks '^c$'
	run 126 "$MMUSIM_TOOL"
	head -c 20000 "$MMUSIM_TOOL" | tr -d '\0' >"$tmp/junk"
	# In a folder of its own: there may be a ">" in it.
	out=$(cd "$tmp" && "${mmusim[@]}" "$tmp/junk" 2>&1 </dev/null) ||
		true
	lacks 'Sanitizer|==ERROR'
	: >"$tmp/empty"
	run 0 "$tmp/empty"
	run 0 -c ''

	# quotes that never close
	for text in "'" '"' '$(' '${' '\' '"$("' '|' 'a |' '&&' '>' '2>&' '!' '(' '`'; do
		run 2 -c "echo a"$'\n'"$text"
		shows '^a$' '^mmusim: .'
	done
	printf "echo '%*s" 70000 | tr ' ' '\n' >"$tmp/lines"
	run 2 "$tmp/lines"
	shows 'single quote is not closed'

	# long lines, many words, deep nesting
	{ printf 'echo '; head -c 1000000 /dev/zero | tr '\0' x; echo ' | wc -c'; } \
		>"$tmp/long"
	run 0 "$tmp/long"
	[ "$out" = 1000001 ] || fail "a long word"
	{ printf 'echo'; yes ' a' | head -n 20000 | tr -d '\n'; echo ' | wc -w'; } \
		>"$tmp/many"
	run 0 "$tmp/many"
	[ "$out" = 20000 ] || fail "many words"
	{ yes '$(echo ' | head -n 3000 | tr -d '\n'; echo; } >"$tmp/deep"
	run 2 "$tmp/deep"
	{ printf 'echo '; for _ in {1..30}; do printf '$(echo '; done; printf x
	  for _ in {1..30}; do printf ')'; done; echo; } >"$tmp/nested"
	run 0 "$tmp/nested"
	[ "$out" = x ] || fail "nested"
	repeat() { printf "%.0s$2" $(seq "$1"); }
	{ repeat 60000 'a()'; echo; } >"$tmp/functions"
	run 2 "$tmp/functions"
	shows 'nested too deeply'
	{ printf 'f() { '; repeat 95 '{ '; printf 'f; '; repeat 95 '}; '
	  echo '}; f'; } >"$tmp/groups"
	run 2 "$tmp/groups"
	shows 'f: nested too deeply'
	{ printf 'echo '; repeat 60 '$(( '; printf 1; repeat 60 ' ) )'; echo; } \
		>"$tmp/parentheses"
	run 2 "$tmp/parentheses"
	shows 'nested too deeply'
	{ printf 'echo '; repeat 20000 '*/'; echo ' | wc -c'; } >"$tmp/pattern"
	run 0 "$tmp/pattern"
	[ "$out" = 40001 ] || fail "a pattern of many folders"
	{ printf true; yes ' | cat' | head -n 50 | tr -d '\n'; echo; } >"$tmp/pipes"
	run 0 "$tmp/pipes"

	# paths and numbers
	long=$(head -c 5000 /dev/zero | tr '\0' x)
	run 1 -c "cat /proc/$long; cat /proc//sys /sys/module/$long/refcnt /proc/../etc"
	run 1 -c "insmod $long; rmmod $long; insmod $modules/hello.ko $long"
	run 1 -c "sysctl $long=1; walk $long; echo 1 > /proc/sys/$long"
	run 1 -c 'sleep nan; sleep inf; sleep 1e300; sleep 0x; sleep -0.1; sleep ""'
	run 1 -c 'stress -b 99999999999999999999; stress -b 20000000000000g; stress -b -1'
	run 1 -c 'insmod ""; rmmod ""; cat ""; ls ""; cd ""; walk ""; dmesg -l ""; walk -'
	run 127 -c '""'
	run 0 -c 'echo %s%n%d > /dev/kmsg; dmesg | tail -n 1'
	shows '\] %s%n%d$'
	run 0 -c "echo $long > /dev/kmsg; echo -n > /dev/kmsg; true"
}

echo "--- natively"
check_hostile
check_life

san=(build/san*/mmusim)
if [ "${MMUSIM_BUILD#build/release-}" = "$MMUSIM_BUILD" ] && [ -x build/san/mmusim ]; then
	echo "--- with the sanitizers"
	export ASAN_OPTIONS=handle_segv=0:allow_user_segv_handler=1:detect_leaks=0
	ASAN_OPTIONS+=:handle_sigill=0:handle_sigfpe=0:handle_sigbus=0
	ASAN_OPTIONS+=:handle_sigtrap=0:use_sigaltstack=0
	mmusim=("$PWD/${san[0]}")
	bits=$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0)
	[ "$bits" -gt 28 ] && setarch -R true 2>/dev/null &&
		mmusim=(setarch -R "${mmusim[@]}")
	check_hostile
	check_life
fi

command -v valgrind >/dev/null || exit 0
echo "--- under Valgrind"
mmusim=(valgrind --quiet --error-exitcode=99 --leak-check=full
	--errors-for-leak-kinds=definite,indirect,possible
	"$PWD/$MMUSIM_TOOL")
check_life
lacks '^==[0-9]+=='
