# Run by mmusim, the same text prints posix.out in each POSIX shell: tests/tool/test_mmusim_language.sh.
echo "a $(echo b; (echo c; exit 3); echo $?) d"
( X=1; echo $X; exit 4; echo no ); echo "$? [$X]"
{ echo x; echo y; } | sort -r
for i in 1 2 3; do for j in a b; do [ $i = 2 ] && continue 2; [ $j = b ] && break; echo $i$j; done; done
if false; then echo 1; elif [ 3 -gt 2 ]; then echo 2; else echo 3; fi
until [ $i -eq 0 ]; do i=$((i-1)); done; echo $i
case abc in x|y) echo n;; a*) echo yes;; *) echo no;; esac
f() { local a=5; echo "$# $1 $a"; return 7; }
a=1; f x "y z"; echo "$? $a"
echo ${U:-def} ${#a} ${HOME:+set} "${U-x y}"
p=/sys/module/x.ko; echo ${p##*/} ${p%.ko} ${p%/*}
echo $((1+2*3)) $(( (1+2)*3 )) $((i?1:2)) $((0x10 | 1)) $((7/2)) $((-7%3)) $((1<<4))
printf '%s %5d|%-4s|%x\n' a 42 b 255 c 7 d 16
echo a b c | { read x y; echo "$y $x"; }
echo a | while read l; do echo "l=$l"; done
set -- 1 "2 3" 4; for a; do echo "<$a>"; done; shift; echo $# "$@"
echo "$*" $@
x=`echo back \`echo in\``; echo $x
! true; echo $?
! false; echo $?
export FOO=bar; echo | sh -c 'echo $FOO'
eval 'echo ev "$FOO"'
echo '*' "?" \*
(echo sub; echo err >&2) 2>/dev/null | cat
test -d /tmp -a ! -f /tmp && echo dir
IFS=: ; v=a:b::c; set -- $v; echo $# $3 $4
unset IFS; set --; x=5; echo $(( x > 3 && x < 10 )) $((x=x+1)) $x $((x+=2)) $x
f() { for i in 1 2 3; do [ $i = 2 ] && return 5; echo $i; done; }; f; echo $?
while :; do echo once; break; done
while :; do while :; do break 2; done; echo no; done; echo out
for i in; do echo never; done; echo $?
if false; then :; fi; echo $?
case x in y) echo;; esac; echo $?
case "a b" in "a b") echo q;; esac
case '*' in '*') echo star;; esac
case ab in a\*) echo no;; a?) echo two;; esac
v='a*'; case 'a*' in $v) echo m1;; esac; case abc in "$v") echo m2;; *) echo m3;; esac
echo "${v:-x}" ${nope:-'a  b'} "${nope:-a  b}" ${nope-$(echo c)}
echo ${v:+"x  y"}
set a b c; echo "$@" $# ; shift 2; echo $1
g() { echo "$# args"; }; g "$@" "" ''; g $nope; g "$nope"
set --; g "$@"; g x"$@"y
echo a b c | (read a b; echo $b $a); echo "[$a]"
printf '%d %s\n' 1 a 2 b; printf '%%|%5.2f|%-5s|%05d\n' 3.14159 ab 42; printf 'x\ty\n'; printf '\101\n'; printf '%b' 'a\nb\n'
printf '%c%c\n' hello world; printf '%s\n'; printf 'no newline'; echo; printf '%x %o %X\n' 255 8 255
test a = a; echo $?; test ! a = a; echo $?; [ ]; echo $?; [ a ]; echo $?; [ -z "" ]; echo $?; [ -n "" ]; echo $?
[ 1 -eq 01 ] && echo eq; [ a != b -a 2 -lt 10 ] && echo and; [ a = b -o c = c ] && echo or; [ \( a = b \) -o c ] && echo paren; [ ! -e /nope ] && echo nope; [ -f = -f ] && echo str; [ "!" = "!" ] && echo bang; [ ! "" ] && echo e
echo 1 2 3 | while read a rest; do echo "$rest-$a"; done
printf 'a\\\nb c\n' | { read x y; echo "$x|$y"; }
printf '  lead trail  \n' | { IFS= read -r x; echo "[$x]"; }
printf '  lead trail  \n' | { read -r x; echo "[$x]"; }
printf 'a:b::c\n' | { IFS=: read x y z; echo "$x|$y|$z"; }
i=10; until [ $i -le 7 ]; do i=$((i-1)); case $i in 8) continue;; esac; echo $i; done
{ echo o; echo e >&2; } 2>&1 | cat
( exit 3 ) || echo "or $?"; ( exit 0 ) && echo and
! ( exit 1 ); echo $?
x=$(exit 4); echo $?; x=`echo $(echo nested)`; echo $x
a=1 b=2; a=3 g; echo $a; unset a; echo "[$a]"; [ -z "${a+set}" ] && echo unset
eval 'for i in 1 2; do echo "e$i"; done'
h() { local x; x=loc; echo $x; }; x=glob; h; echo $x
k() { case $1 in 0) echo zero;; *) k $(($1-1));; esac; }; k 20
echo "a
b" | while read l; do echo "<$l>"; done
if echo c1; echo c2; false; then echo no; else echo else; fi
if ! false; then echo notfalse; fi
true && { echo g1; false; } || echo g2
echo ${#v} ${v%?} "${v#a}"; p=a/b/c.tar.gz; echo ${p%%.*} ${p%.*} ${p##*/} ${p#*/}
echo $((010)) $((0xff)) $((5%3)) $((2+3*4-1)) $((!0)) $((~0)) $((1?2:3)) $((1==1)) $(((1+1)*2)) $((-1/2))
: ${newvar:=val}; echo $newvar
command -v nosuch; echo $?
(cd /tmp; pwd); cd /; pwd
IFS=,; y="1,2,,3"; set -- $y; echo $# "$*"; unset IFS
echo a;echo b
for i in 1 2 3
do
  if [ $i -eq 2 ]
  then continue
  fi   # comment
  echo $i
done
f2()
{
  echo in f2
}
f2 | tr a-z A-Z
echo $((1 +
2))
x=5; A="q"
cat <<EOF
x is $x, $(echo in), `echo back`, $((1+2)), "quoted" 'it's \$x \" \\ a\
b ${A}
EOF
cat <<'EOF' | sort -r
$x `no` \n
$(nothing
EOF
if true; then
	cat <<-END
		tabs
	  kept $x
	END
fi
cat <<A; cat <<B
1
A
2
B
f() { cat <<EOF
arg $1
EOF
}
f one; f two
y=$(cat <<EOF
captured $x
EOF
); echo "[$y]"
echo "in quotes: $(cat <<"E F"
$x
E F
)"
while read a b; do echo "$b-$a"; done <<EOF
1 2
3 4
EOF
cat <<EOF && echo after
EOF
cat <<\EOF |
$x
EOF
tr x y
(cat; echo sub) <<EOF
  in sub
EOF
eval 'cat <<Z
ev $x
Z'
for i in 1 2; do cat <<EOF; done
i=$i
EOF
cat 0<<EOF - 
fd
EOF
case $x in 5) cat <<EOF
five
EOF
;; esac
v=$(cat <<EOF
it's
EOF
)
echo "$v"
read l <<EOF
first
second
EOF
echo $l
cat <<EOF
${nope:-d e}
EOF
set -u; (echo ${nosuch-ok}; echo $nosuch; echo not here) 2>&1 | head -n 1; set +u
set -e; false || echo survived; if false; then :; fi; ! true; echo still; (false; echo nono); echo unreachable
