# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# document.sh - for scripts that compare what a document shows with what the
# programs print. They define complain().
#
# In a document a console is a block
#
#	```console
#	$ a command of the host's
#	what it prints
#	...                             left out: any number of lines
#	```
#
# A command that starts mmusim or gdb is followed by what is typed there, behind
# "mmusim# " or "(gdb) "; such a session goes on in the next blocks, until there
# is another "$ ".

# Lines between ```LANGUAGE and ```, of the N-th such block; without N, of all.
block() { # FILE LANGUAGE [N]
	awk -v start="\`\`\`$2" -v n="${3-}" '
		/^```$/ { inside = 0 }
		inside && (n == "" || seen == n)
		$0 == start { inside = 1; seen++ }' "$1"
}

# Addresses, times, instructions and what they leave in registers differ from
# compiler to compiler. A number that is alone, such as an exit status, does not.
blur() {
	sed -E '/^[0-9]+$/b; s/((Code|Instruction): *).*/\1N/
		s/\b[0-9a-f]{16}\b/N/g; s/0x[0-9a-fA-F]+/N/g; s/[0-9a-f]*[0-9][0-9a-f]*/N/g
		s/N([.]N)?/N/g; s/ +/ /g; s/ $//'
}

# Is the second file as the first one wants it? Lines between two gaps are looked
# for as a whole.
agrees() { # WANT GOT
	awk 'function fits(i, at) {
			while (i <= n && want[i] != "..." && want[i] == got[at])
				{ i++; at++ }
			return i > n || want[i] == "..."
		}
		NR == FNR { want[++n] = $0; next }
		{ got[++m] = $0 }
		END {
			at = i = 1
			while (i <= n) {
				if (want[i] == "...") { gap = 1; i++; continue }
				while (gap && at <= m && !fits(i, at))
					at++
				if (at > m || !gap && want[i] != got[at]) {
					print "shown and not printed: " want[i]
					print "printed there: " got[at]
					exit 1
				}
				while (i <= n && want[i] == got[at]) { i++; at++ }
				gap = 0
			}
			if (at <= m && !gap) {
				print "not shown: " got[at]
				exit 1
			}
		}' "$1" "$2"
}

# What is typed behind a prompt, as a script that prints that, too, and leaves
# $? as it was.
typed_mmusim() { # FILE
	sed -n 's/^mmusim# //p' "$1" | while IFS= read -r command; do
		printf 'status=$?; echo "mmusim# %s"; x=$(exit $status)\n%s\n' \
			"$(sed 's/[\\"$]/\\&/g' <<<"$command")" "$command"
	done
}

typed_gdb() { # FILE
	sed -n 's/^(gdb) //p' "$1" | while IFS= read -r command; do
		printf 'echo (gdb) %s\\n\n%s\n' "$command" "$command"
	done
}

# The console that a file holds is replayed: what comes out.
replay() { # FILE
	local command

	command=$(sed -n '1s/^\$ //p' "$1")
	command=${command//.\/build\/mmusim/$MMUSIM_TOOL}
	head -n 1 "$1"
	if grep -q '^mmusim# ' "$1"; then
		typed_mmusim "$1" >"$1.typed"
		bash -c "$command $1.typed" 2>&1 </dev/null
	elif grep -q '^(gdb) ' "$1"; then
		typed_gdb "$1" >"$1.typed"
		bash -c "timeout 120 gdb -q -nx -batch -iex 'set debuginfod enabled off' \
			-iex 'add-auto-load-safe-path $PWD' \
			-iex 'set breakpoint pending on' \
			-x $1.typed ${command#gdb}" 2>&1 </dev/null
	else
		bash -c "$command" 2>&1 </dev/null
	fi
}

# Each console of a document, one file each: FOLDER/1, FOLDER/2 ...
consoles() { # FILE FOLDER
	block "$1" console |
		awk -v folder="$2" '/^\$ / { n++ } { print > (folder "/" n) }'
}
