# SPDX-License-Identifier: GPL-2.0-or-later
#
# Compares, for each access that walks.c makes, what mmusim-gdb.py says with
# what the library says. For "gdb -x", with mmusim-gdb.py loaded.

import gdb

reasons, count, wrong = {}, 0, 0


def differ(what, got, want):
    global wrong
    if got.strip() == want.strip():
        return
    wrong += 1
    if wrong < 5:
        print("--- %s, by gdb:\n%s\n--- by the library:\n%s" %
              (what, got, want))


def compare():
    global count
    frame = gdb.newest_frame()
    name = lambda word: frame.read_var(word)
    la, how, cpu = int(name("la")), int(name("how")), name("cpu")
    explained = name("explained").string()
    sentence = name("sentence").string()

    machine = Machine(cpu["machine"].dereference())
    walk = Walk(machine, fields(cpu["mode"]), la, how)
    differ("the walk", "\n".join(explain(walk)), explained)
    differ("the space", "\n".join(space_lines(machine, walk.mode))
           if machine.host(walk.mode["cr3"] & ADDR, PAGE) else "",
           name("space").string() if machine.host(
               walk.mode["cr3"] & ADDR, PAGE) else "")
    if how == how & 3:  # what the command can say, too
        word = ("read", "write", "fetch")[how]
        got = gdb.execute("mmu walk 0x%x %s" % (la, word), to_string=True)
        differ("mmu walk", got[:len(explained)], explained)
        if sentence:
            got = gdb.execute("mmu why", to_string=True)
            differ("mmu why", got.splitlines()[0],
                   "The last exception: " + sentence)
            differ("the rest of mmu why",
                   got.split("\n\n")[1], explained)
    reasons[walk.why] = reasons.get(walk.why, 0) + 1
    count += 1


class Compare(gdb.Breakpoint):
    def stop(self):
        try:
            compare()
        except Exception as error:  # or gdb would go on as if nothing were
            differ("an error", repr(error), "")
        return False


gdb.execute("set pagination off")
Compare("compare", internal=True)
gdb.execute("run")
missing = [why for why in range(11) if why not in reasons]
print("%d accesses, %d differences, reasons: %s" % (
    count, wrong, sorted(reasons.items())))
if missing:
    print("never seen: %s" % missing)
gdb.execute("quit %d" % (wrong > 0 or bool(missing) or count < 450))
