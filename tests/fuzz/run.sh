#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs a libFuzzer program, for "make fuzz".
#
#   tests/fuzz/run.sh PROGRAM CORPUS SEEDS MAX_LEN
#
# CORPUS is a folder that keeps what the fuzzer found interesting; those in
# SEEDS, one folder or some with blanks between them, are read as well. It ends after $FUZZ_SECONDS or
# $FUZZ_RUNS, whichever comes first; 0 and -1 mean no limit. An input that
# fails is left as CORPUS/../crash-*, and "PROGRAM INPUT" repeats it; with
# FUZZ_TRACE=1 one sees what it does.

cd "$(dirname "$0")/../.." || exit 1
program=$1 corpus=$2 max_len=$4
read -ra seeds <<< "$3"
mkdir -p "$corpus"

# Faults are part of the program, so nobody else may take the signals. Nothing
# is allocated for an input, so there are no leaks to look for.
export ASAN_OPTIONS=handle_segv=0:allow_user_segv_handler=1:handle_sigill=0
ASAN_OPTIONS+=:handle_sigfpe=0:handle_sigbus=0:handle_sigtrap=0
ASAN_OPTIONS+=:use_sigaltstack=0:detect_leaks=0
export UBSAN_OPTIONS=print_stacktrace=1

# As in tests/run.sh: the shadow memory of older sanitizers wants its place.
prefix=()
bits=$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0)
[ "$bits" -gt 28 ] && setarch -R true 2>/dev/null && prefix=(setarch -R)

exec nice "${prefix[@]}" "$program" -handle_segv=0 -handle_bus=0 \
	-handle_ill=0 -handle_fpe=0 -max_len="$max_len" -len_control=0 \
	-max_total_time="${FUZZ_SECONDS:-60}" -runs="${FUZZ_RUNS:--1}" \
	-artifact_prefix="${corpus%/*}/" -print_final_stats=1 -verbosity=0 \
	"$corpus" "${seeds[@]}"
