#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mmusim at a terminal: prompt, history, completion, ^C, ^D. A pseudo-terminal, and a Python
# program that types.

set -eu
. "$(dirname "$0")/common.sh"
python3 -c 'import pty' 2>/dev/null || { echo "no Python"; exit 77; }
export HOME=$tmp TERM=xterm MMUSIM_HISTORY=$tmp/history
export EDITRC=/dev/null

cat >"$tmp/type.py" <<'END'
import os, pty, re, select, sys, termios, time

pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:2])

def expect(pattern):
    text = ""
    while not re.search(pattern, text):
        if not select.select([fd], [], [], 60)[0]:
            sys.exit("not seen: %s, but: %r" % (pattern, text))
        try:
            data = os.read(fd, 4096)
        except OSError:
            data = b""
        if not data:
            sys.exit("the end, and not seen: %s, but: %r" % (pattern, text))
        text += data.decode(errors="replace")
    return text

# The editor prints its prompt before it has the terminal for itself.
def ready():
    while termios.tcgetattr(fd)[3] & termios.ICANON:
        time.sleep(0.01)

def type(text, pattern):
    ready()
    os.write(fd, text.encode())
    return expect(pattern)

# What is interrupted may have been about to start.
def interrupt():
    text = ""
    for attempt in range(60):
        os.write(fd, b"\x03")
        while select.select([fd], [], [], 1)[0]:
            text += os.read(fd, 4096).decode(errors="replace")
            if text.endswith("mmusim# "):
                return
    sys.exit("not interrupted")

# It sleeps until something is typed, and all that was has been read.
def waits():
    asleep = 0
    while asleep < 10:
        with open("/proc/%d/stat" % pid) as stat:
            asleep = asleep + 1 if stat.read().rsplit(")", 1)[1].split()[0] == "S" else 0
        time.sleep(0.01)

PROMPT = "mmusim# $"
expect(PROMPT)
type("echo hello\n", r"\nhello\r\n" + PROMPT)
type("echo half a li", "a li$")
type("\x03", PROMPT)                                # ^C: the line is gone
type("echo $?\n", r"\n130\r\n" + PROMPT)
type("\x1b[A\x1b[A\n", r"\nhello\r\n" + PROMPT)     # up, up
type("echo \"a\n", r"> $")
type("b\"\n", r"\na\r\nb\r\n" + PROMPT)
type("echo 'open\n", r"> $")
type("\x03", PROMPT)
type("cat <<E | tr a-z A-Z\n", r"> $")
type("it's $((1 + 1))\n", r"> $")
type("E\n", r"\nIT'S 2\r\n" + PROMPT)
type("cat <<E\n", r"> $")
type("\x03", PROMPT)
type("for\n", r"a name must follow \"for\", not \r\n" + PROMPT)   # goes on
type("for i in 1 2; do\n", r"> $")                 # over several lines
type("if [ $i = 2 ]; then ec\ti=$i; fi\n", r"> $")
type("done\n", r"\ni=2\r\n" + PROMPT)
type("( echo group\n", r"> $")
type("\x03", PROMPT)                                # ^C: nothing of it runs
type("while :; do echo x | sleep 1000; echo next; done\n", r"\r\n")
interrupt()                                         # ends the loop, too
type("echo | sh -c 'echo started; exec sleep 1000'\n", r"\nstarted\r\n")
interrupt()                                         # ends sleep, not the shell
type("echo $?\n", r"\n130\r\n" + PROMPT)
# A command that waits for what is typed says nothing at ^C, and the shell goes on.
for command in "cat", "read x", "tee /dev/null", "dd", "while read x; do :; done":
    type(command + "\n", re.escape(command) + r"\r\n")
    while not termios.tcgetattr(fd)[3] & termios.ICANON:
        time.sleep(0.01)
    if command != "read x":
        os.write(fd, b"typed\n")
        expect(r"typed\r\n")
    waits()
    os.write(fd, b"\x03")
    text = expect(PROMPT)
    if "mmusim: " in text or "Interrupted" in text:
        sys.exit("%s: %r" % (command, text))
    type("echo $?\n", r"\n130\r\n" + PROMPT)
type("ins\t/no\n", r"could not load module /no: No such.*\r\n" + PROMPT) # completed
type("cat /proc/upt\t\n", r"\n\d+\.\d\d \d+\.\d\d\r\n" + PROMPT)  # a file of the machine
type("ls /proc/s\t\t", r"slabinfo\r\nstat\r\nswaps\r\nsys\r\nsysrq-trigger\r\n")
type("\x03", PROMPT)
type("ls " + sys.argv[2] + "/fau\t\n", r"/faulty\.ko\r\n" + PROMPT)     # of the host
type("insmod " + sys.argv[2] + "/faulty.ko\n", r"Killed\r\n" + PROMPT)
type("rmmod f\t\n", r"Module faulty is in use\r\n" + PROMPT)           # a module
type("lsmod\n", r"Module +Size +Used by\r\nfaulty .*\r\n" + PROMPT)
type("echo 'open\n", "> $")
type("\x04", r"unexpected end of the input.*\r\n" + PROMPT)
type("false\n", PROMPT)
ready()
os.write(fd, b"\x04")
status = os.waitpid(pid, 0)[1]
if os.WEXITSTATUS(status) != 1:
    sys.exit("exit status %x" % status)
END
mkdir "$tmp/ko"
cp examples/modules/faulty.ko "$tmp/ko"
timeout 100 python3 "$tmp/type.py" "${mmusim[0]}" "$tmp/ko" || fail "exit status $?"
grep -q 'hello' "$tmp/history" || fail "no history"

echo "--- no history is kept when the file has no name"
rm "$tmp/history"
MMUSIM_HISTORY='' timeout 100 python3 "$tmp/type.py" "${mmusim[0]}" "$tmp/ko" || fail "exit status $?"
[ ! -e "$tmp/.mmusim_history" ] || fail "it is kept"
