#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs test programs and counts what they say.
#
#   tests/run.sh TEST... WAY=BUILD...
#
# TEST is a cmocka program such as x86/test_walk. It is run once for each WAY,
# from the BUILD named with it: native, valgrind, asan or tsan, with a prefix
# where there are several ("clang-asan"). With WAY=BUILD:LIST that is for the
# tests and areas of a list only, as in tsan=build/tsan:native,mem/test_frames.
# Or TEST is a script, such as
# install/test_install, which is run once; exit status 0 is one test passed and
# 77 is one skipped. All start in the top folder. Programs learn how they are
# run from $MMUSIM_TEST_TOOL, and scripts where things are from $MMUSIM_BUILD
# and $MMUSIM_EXAMPLES.
#
# Several run at a time, the output comes in order, and its last line is
# "N passed, N failed", perhaps with ", N skipped". The exit status is 0 only
# if some test ran and none failed. Logs stay in build/log/.

cd "$(dirname "$0")/.." || exit 1

programs=() scripts=() ways=()
for arg; do
	case $arg in
	*=*) ways+=("$arg") ;;
	*)   if [ -f "tests/$arg.sh" ]; then
		scripts+=("$arg")
	     else
		programs+=("$arg")
	     fi ;;
	esac
done

jobs=${JOBS:-$(nproc)}
timeout=${TIMEOUT:-300}
logs=build/log

# A test may call make itself. It is to get the variables that ours was called
# with, or it would rebuild everything, but not the jobs, which are ours.
case ${MAKEFLAGS-} in
*" -- "*) MAKEFLAGS=" -- ${MAKEFLAGS#* -- }" ;;
*)        unset MAKEFLAGS ;;
esac
unset MFLAGS MAKELEVEL MAKEOVERRIDES
# Nor should Valgrind ask a server for the symbols of each library.
unset DEBUGINFOD_URLS
ulimit -c 0

# --- One program, one way ----------------------------------------------------

valgrind_args=(--quiet --error-exitcode=99 --leak-check=full
	--errors-for-leak-kinds=definite,indirect,possible
	--vex-iropt-register-updates=allregs-at-mem-access)
[ -f tests/valgrind.supp ] &&
	valgrind_args+=(--suppressions=tests/valgrind.supp)

# The tests take faults on purpose: the sanitizers must leave signals alone.
asan_options=detect_leaks=1:handle_segv=0:allow_user_segv_handler=1
asan_options+=:handle_sigill=0:handle_sigfpe=0:handle_sigbus=0
asan_options+=:handle_sigtrap=0:use_sigaltstack=0

tsan_options=handle_segv=0:allow_user_segv_handler=1:handle_sigill=0
tsan_options+=:handle_sigfpe=0:handle_sigbus=0:handle_sigtrap=0
tsan_options+=:use_sigaltstack=0

# LeakSanitizer stops the process with ptrace, which a container may forbid;
# every program would fail then. A trivial one shows whether it does.
prepare_asan() {
	local probe=$1/lsan-probe

	[ -x "$probe" ] || return
	ASAN_OPTIONS=$asan_options "$probe" >/dev/null 2>&1 ||
		! ASAN_OPTIONS=detect_leaks=0 "$probe" >/dev/null 2>&1 || {
		echo "note: LeakSanitizer cannot work here, leaks are left to Valgrind"
		asan_options=${asan_options/detect_leaks=1/detect_leaks=0}
	}
}

# The shadow memory of older sanitizers collides now and then with a mapping
# that the kernel placed with more than 28 random bits.
asan_prefix=()
bits=$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0)
[ "$bits" -gt 28 ] && setarch -R true 2>/dev/null && asan_prefix=(setarch -R)

run_program() { # WAY BUILD PROGRAM
	local command=("$2/tests/$3")

	export MMUSIM_TEST_TOOL=${1##*-}
	case $MMUSIM_TEST_TOOL in
	valgrind)
		command=(valgrind "${valgrind_args[@]}" "${command[@]}") ;;
	asan)
		export ASAN_OPTIONS=$asan_options${ASAN_OPTIONS:+:$ASAN_OPTIONS}
		export UBSAN_OPTIONS=print_stacktrace=1
		[ -f tests/lsan.supp ] &&
			export LSAN_OPTIONS=suppressions=tests/lsan.supp
		command=("${asan_prefix[@]}" "${command[@]}") ;;
	tsan)
		export TSAN_OPTIONS=$tsan_options${TSAN_OPTIONS:+:$TSAN_OPTIONS}
		command=("${asan_prefix[@]}" "${command[@]}") ;;
	esac
	CMOCKA_MESSAGE_OUTPUT=STDOUT timeout -k 10 "$timeout" "${command[@]}"
}

# Adds up "[  PASSED  ] 3 test(s)." over the groups of a log. The marks may
# stand within a line, since cmocka writes them to stderr, other text to stdout.
tally() { # MARK LOG
	grep -a -o "\[  $1 *\] [0-9]* test(s)" "$2" |
		{ n=0; while read -r _ _ _ k _; do n=$((n + k)); done; echo $n; }
}

# Runs one job and leaves "passed failed skipped status" in its .result.
run_job() { # NAME WAY BUILD
	local log=$logs/$1.$2.log result=$logs/$1.$2.result
	local status passed failed skipped

	mkdir -p "${log%/*}"
	if [ "$2" = script ]; then
		timeout -k 10 "$timeout" bash "tests/$1.sh"
	else
		run_program "$2" "$3" "$1"
	fi >"$log" 2>&1 </dev/null
	status=$?

	if [ "$2" = script ]; then
		case $status in
		0)  passed=1 failed=0 skipped=0 ;;
		77) passed=0 failed=0 skipped=1 ;;
		*)  passed=0 failed=1 skipped=0 ;;
		esac
	else
		passed=$(tally PASSED "$log")
		failed=$(tally FAILED "$log")
		skipped=$(tally SKIPPED "$log")
		# A crash, a leak, a group whose setup failed, or no word at all.
		if [ "$failed" = 0 ] && { [ $status != 0 ] ||
		     ! grep -aq '\[==*\] [0-9]* test(s) run' "$log"; }; then
			failed=1
		fi
	fi
	echo "$passed $failed $skipped $status" >"$result"
}

# --- All of them -------------------------------------------------------------

all_passed=0 all_failed=0 all_skipped=0

# Which ways are for a program? Sets its_ways.
find_ways() { # PROGRAM
	local way list

	its_ways=()
	for way in "${ways[@]}"; do
		list=,${way#*:},
		case $way in
		*:*)	case $list in
			*,"$1",* | *,"${1%/*}",*) ;;
			*) continue ;;
			esac ;;
		esac
		its_ways+=("${way%%:*}")
	done
}

# Prints the line of a program once the results of all its ways are there.
report() { # NAME WAY=BUILD...
	local name=$1 way line bad=() passed failed skipped status

	shift
	set -- "${@%%=*}"
	for way; do
		[ -f "$logs/$name.$way.result" ] || return 1
	done
	line=$(printf '%-28s' "$name")
	for way; do
		read -r passed failed skipped status <"$logs/$name.$way.result"
		all_passed=$((all_passed + passed))
		all_failed=$((all_failed + failed))
		all_skipped=$((all_skipped + skipped))
		line+="  $way $passed"
		[ "$skipped" = 0 ] || line+=" ($skipped skipped)"
		if [ "$failed" != 0 ]; then
			line+=" ($failed FAILED)"
			bad+=("$way:$status")
		fi
	done
	echo "$line"
	for way in "${bad[@]}"; do
		status=${way##*:} way=${way%:*}
		echo "--- $name, $way: exit status $status$(meaning "$status")"
		tail -n 60 "$logs/$name.$way.log"
		echo "--- all of it: $logs/$name.$way.log"
	done
	return 0
}

meaning() { # STATUS
	if [ "$1" = 124 ]; then
		echo ", still running after $timeout s"
	elif [ "$1" -gt 128 ]; then
		echo ", signal $(kill -l $(($1 - 128)))"
	fi
}

rm -rf "$logs"
mkdir -p "$logs"
queue=()
for way in "${ways[@]%%:*}"; do
	case $way in *asan=*) prepare_asan "${way#*=}" ;; esac
done
for p in "${programs[@]}"; do
	find_ways "$p"
	for way in "${its_ways[@]}"; do
		queue+=("$p ${way%%=*} ${way#*=}")
	done
done
for s in "${scripts[@]}"; do
	queue+=("$s script -")
done

# The names in the order of printing, and how many are printed already.
names=("${programs[@]}" "${scripts[@]}")
printed=0
report_finished() {
	local name

	while [ $printed -lt ${#names[@]} ]; do
		name=${names[printed]}
		if [ $printed -lt ${#programs[@]} ]; then
			find_ways "$name"
			report "$name" "${its_ways[@]}" || break
		else
			report "$name" script=- || break
		fi
		printed=$((printed + 1))
	done
}

running=0
for job in "${queue[@]}"; do
	if [ $running -ge "$jobs" ]; then
		wait -n
		running=$((running - 1))
		report_finished
	fi
	# shellcheck disable=SC2086
	run_job $job &
	running=$((running + 1))
done
wait
report_finished

summary="$all_passed passed, $all_failed failed"
[ $all_skipped = 0 ] || summary+=", $all_skipped skipped"
echo "$summary"
[ $all_failed = 0 ] && [ $all_passed -gt 0 ]
