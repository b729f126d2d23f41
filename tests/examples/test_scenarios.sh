# SPDX-License-Identifier: GPL-2.0-or-later
#
# The modules of examples/modules that have a bug show what their comment says,
# and those that are mended run clean.
set -u

modules=examples/modules
failed=0

fail() { # WORDS...
	echo "$*"
	failed=1
}

log_of() { # MODULE
	"$MMUSIM_TOOL" --append slub_debug=FZPU -c "
		insmod $modules/$1.ko 2>&1; echo \"status \$?\"
		rmmod $1 2>&1; echo \"status \$?\"
		dmesg"
}

# What stands between quotes in the line that begins with "Look:".
check_bug() { # MODULE
	local log text n=0

	log=$(log_of "$1")
	while read -r text; do
		n=$((n + 1))
		grep -qF -- "$text" <<<"$log" ||
			fail "$1: no \"$text\" in:" "$log"
	done < <(sed -n 's/^ \* Look: //p' "$modules/$1.c" |
		grep -o '"[^"]*"' | tr -d '"')
	[ $n -gt 0 ] || fail "$1: its comment quotes nothing"
	[ -f "$modules/${1}_fixed.c" ] || fail "$1: is not mended"
}

check_fixed() { # MODULE
	local log

	log=$(log_of "$1")
	[ "$(grep -c '^status 0$' <<<"$log")" = 2 ] || fail "$1:" "$log"
	! grep -E 'BUG|WARNING|Oops|corrupt|overwritten|remaining|panic' \
		<<<"$log" || fail "$1: not clean"
}

count=0
for source in $(grep -l '^ \* Look: ' $modules/*.c); do
	name=$(basename "$source" .c)
	check_bug "$name"
	check_fixed "${name}_fixed"
	count=$((count + 1))
done
[ $count -ge 16 ] || fail "only $count modules"
exit $failed
