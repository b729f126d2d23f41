# SPDX-License-Identifier: GPL-2.0-or-later
#
# mmusim-gdb.py - gdb commands for programs that use libmmusim: "mmu help".
#
# Nothing here calls a function of the program. It may have stopped anywhere: in
# simulated code, whose stack no library function may run on, or in a signal
# handler, or it is a core file. So everything is read from memory by way of the
# library's debug information, beginning at the list of machines that
# cpu/debug.c keeps. The price is a second page walk, in this file. It is to
# agree with x86/walk.c and x86/judge.c, and its texts with dump/explain.c:
# tests/gdb/test_walks.sh compares them.
#
# The library takes SIGSEGV and its kin for itself, and gdb is told to let them
# through from then on; see Signals, at the end.

import re
import struct
import gdb

PAGE = 4096
MODULES = 0x40000000, 0x58000000  # host addresses of kernel images and modules
U64 = (1 << 64) - 1
COLUMNS = 78

# Bits of entries, rights, ways of access: mmusim/x86.h.
P, RW, US, PS, G = 1 << 0, 1 << 1, 1 << 2, 1 << 7, 1 << 8
NX, ADDR = 1 << 63, 0x000ffffffffff000
RIGHT_US, RIGHT_RW, RIGHT_NX = 1, 2, 4
READ, WRITE, FETCH, KIND, IMPLICIT, STACK, AC = 0, 1, 2, 3, 4, 8, 32
PF_P, PF_WR, PF_US, PF_RSVD, PF_ID, PF_PK = 1, 2, 4, 8, 16, 32
DF, SS, GP, PF, MC = 8, 12, 13, 14, 18
(ALLOWED, NON_CANONICAL, NOT_PRESENT, RESERVED, SUPERVISOR, READ_ONLY,
 NO_EXEC, SMEP, SMAP, PKEY, NO_RAM) = range(11)

LEVELS = ["", "PTE", "PDE", "PDPTE", "PML4E", "PML5E"]
REACH = ["", "4 KiB", "2 MiB", "1 GiB", "512 GiB", "256 TiB"]
TRAPS = {0: "#DE", 3: "#BP", 6: "#UD", DF: "#DF", SS: "#SS", GP: "#GP",
         PF: "#PF", MC: "#MC"}
HOWS = {"read": READ, "write": WRITE, "fetch": FETCH}


# --- The program's structures -------------------------------------------------

class Window:
    def __init__(self, machine, value):
        self.machine = machine
        self.la, self.len = int(value["la"]), int(value["len"])
        self.host = int(value["host"])
        self.identity, self.pa = bool(value["identity"]), int(value["pa"])


class Machine:
    """One machine, as it is in memory now."""

    def __init__(self, value):
        self.value = value
        self.number = int(value["number"])
        self.levels = int(value["levels"])
        self.ncpus = int(value["ncpus"])
        mem = value["mem"]
        self.alias = int(mem["alias"])
        self.checked = False
        self.regions = []
        for i in range(int(mem["nregions"])):
            region = mem["region"][i]
            self.regions.append((int(region["pa"]), int(region["len"]),
                                 int(region["offset"])))

    def cpu(self, number):
        if not 0 <= number < self.ncpus:
            raise gdb.GdbError("Machine %d has no CPU %d." %
                               (self.number, number))
        return self.value["cpu"][number]

    def windows(self):
        if not int(self.value["native"]):
            return []
        native = self.value["native"].cast(
            gdb.lookup_type("struct native").pointer())
        return [Window(self, native["window"][i].dereference())
                for i in range(int(native["n"]))]

    def host(self, pa, size):
        """Where physical memory lies in the program; None: no RAM."""
        if not self.checked and is_left_out(self.alias):
            raise gdb.GdbError(
                "The core file leaves out simulated RAM. (It does so when "
                "bit 1 of /proc/PID/coredump_filter is 0.)")
        self.checked = True
        for start, length, offset in self.regions:
            if start <= pa and pa + size <= start + length:
                return self.alias + offset + pa - start
        return None

    def entry(self, pa):
        host = self.host(pa, 8)
        return None if host is None else read_u64(host)

    def lower(self, la):
        """The host address of a linear one; None outside of windows."""
        for window in self.windows():
            if la - window.la in range(window.len):
                return window.host + la - window.la
        return None


def is_left_out(address):
    """Does the core file lack this memory? gdb reads zeroes there then."""
    inferior = gdb.selected_inferior()
    kind = getattr(getattr(inferior, "connection", None), "type", None)
    if kind != "core":
        return False
    lines = gdb.execute("maintenance info sections", to_string=True)
    for match in re.finditer(r"0x([0-9a-f]+)->0x([0-9a-f]+) at \S+ load(.*)",
                             lines):
        if int(match.group(1), 16) <= address < int(match.group(2), 16):
            return "HAS_CONTENTS" not in match.group(3)
    return True


def read_u64(address):
    memory = gdb.selected_inferior().read_memory(address, 8)
    return int.from_bytes(memory.tobytes(), "little")


def all_machines():
    """All machines of the process, the oldest first."""
    symbol = gdb.lookup_global_symbol("cpu_machines")
    if symbol is None:
        raise gdb.GdbError("There is no debug information of libmmusim here. "
                           "(The library may not be loaded yet.)")
    found, value = [], symbol.value()
    while int(value) and len(found) < 100000:
        found.append(Machine(value.dereference()))
        value = value["next"]
    return found[::-1]


def window_at(host):
    """The window that a host address lies in."""
    for machine in all_machines():
        for window in machine.windows():
            if host - window.host in range(window.len):
                return window
    return None


def fields(value):
    """The members of a structure of numbers."""
    return {field.name: int(value[field.name])
            for field in value.type.strip_typedefs().fields()}


# --- Which machine? -----------------------------------------------------------

class Selection:
    """What the user chose; None: the most likely one."""
    machine, cpu = None, 0


def this_thread():
    """The library's struct native_thread of this thread; None."""
    try:
        thread = gdb.parse_and_eval("native_self")
        return thread if int(thread) else None
    except gdb.error:  # no thread, or no thread-local storage here
        return None


def likely_cpus():
    """Whose exception or simulated code this thread is in, or who took an
    exception last. It may be a CPU that is gone."""
    thread = this_thread()
    for member in "exc", "call":
        if thread is not None and int(thread[member]):
            yield int(thread[member]["cpu"])
    yield int(gdb.lookup_global_symbol("cpu_last_taken").value())


def evaluate(argument):
    """The value of an expression that somebody typed."""
    try:
        return gdb.parse_and_eval(argument)
    except gdb.error as error:
        raise gdb.GdbError("%s: %s" % (argument.strip(), error))


def number_of(argument):
    """The same, a number."""
    value = evaluate(argument)
    try:
        return int(value)
    except gdb.error:
        raise gdb.GdbError("%s: this is no number." % argument.strip())


def selected():
    """The machine that commands are about, and the number of its CPU."""
    machines = all_machines()
    if not machines:
        raise gdb.GdbError("There is no machine.")
    for machine in machines:
        if machine.number == Selection.machine:
            return machine, Selection.cpu
    Selection.machine, Selection.cpu = None, 0
    for likely in likely_cpus():
        for machine in machines:
            for number in range(machine.ncpus):
                if int(machine.cpu(number).address) == likely:
                    return machine, number
    return machines[0], 0


def current_machine():
    return selected()[0]


def current_cpu(words=()):
    """The machine and the CPU that a command is about: [CPU]."""
    machine, number = selected()
    if len(words) > 1:
        raise gdb.GdbError("One argument, the number of a CPU.")
    if words:
        number = number_of(words[0])
    return machine, machine.cpu(number)


def title(machine, cpu=None):
    """Names the machine where there are several; likewise the CPU."""
    parts = []
    if len(all_machines()) > 1:
        parts.append("machine %d" % machine.number)
    if cpu is not None and machine.ncpus > 1:
        parts.append("CPU %d" % int(cpu["number"]))
    return ", ".join(parts)


def say_title(machine, cpu=None):
    text = title(machine, cpu)
    if text:
        print(text[0].upper() + text[1:] + ":")


# --- The walk: x86/walk.c and x86/judge.c -------------------------------------

def is_user(mode, how):
    return mode["cpl"] == 3 and not how & IMPLICIT


def judge(mode, rights, key, how):
    """Why the rights deny the access, and the error code."""
    user, user_page = is_user(mode, how), rights & RIGHT_US
    kind, why = how & KIND, ALLOWED
    ac = (mode["ac"] or how & AC) and not how & IMPLICIT

    if user and not user_page:
        why = SUPERVISOR
    elif kind == FETCH:
        if rights & RIGHT_NX:
            why = NO_EXEC
        elif not user and user_page and mode["smep"]:
            why = SMEP
    elif kind == WRITE and not rights & RIGHT_RW and (user or mode["wp"]):
        why = READ_ONLY
    elif not user and user_page and mode["smap"] and not ac:
        why = SMAP

    denied = False
    if mode["pke"] and user_page and kind != FETCH:
        bits = mode["pkru"] >> 2 * key
        denied = bits & 1 or (bits & 2 and kind == WRITE and
                              (user or mode["wp"]))
    code = PF_P | access_bits(mode, how) | (PF_PK if denied else 0)
    return why or (PKEY if denied else ALLOWED), code


def access_bits(mode, how):
    kind = how & KIND
    return ((PF_WR if kind == WRITE else 0) |
            (PF_US if is_user(mode, how) else 0) |
            (PF_ID if kind == FETCH and (mode["smep"] or mode["nxe"]) else 0))


def reserved_bits(mode, entry, level):
    bits = ADDR & U64 << mode["maxphyaddr"]
    if not mode["nxe"]:
        bits |= NX
    if level > 1 and entry & PS:
        if level > 3 or (level == 3 and not mode["gb_pages"]):
            bits |= PS
        else:
            bits |= 0x3fffe000 if level == 3 else 0x1fe000
    return bits


def is_canonical(la, levels):
    top = la >> 11 + 9 * levels
    return top in (0, U64 >> 11 + 9 * levels)


class Walk:
    """
    What the tables say to one access.

    steps: (level, physical address of the entry, entry; None: no RAM)
    why:   ALLOWED, or why not
    blame: the step that decided; None
    """

    def __init__(self, machine, mode, la, how):
        self.machine, self.mode, self.la, self.how = machine, mode, la, how
        self.steps, self.blame, self.code = [], None, 0
        self.vector, self.pa, self.key = 0, None, 0
        self.why = self.descend()
        if self.why == NON_CANONICAL:
            self.vector = SS if how & STACK else GP
        elif self.why == NO_RAM:
            self.vector = MC
        elif self.why != ALLOWED:
            self.vector = PF

    def descend(self):
        mode, la, how = self.mode, self.la, self.how
        table, both, either = mode["cr3"], U64, 0

        if not is_canonical(la, mode["levels"]):
            return NON_CANONICAL
        for level in range(mode["levels"], 0, -1):
            shift = 3 + 9 * level
            pa = (table & ADDR) + (la >> shift & 511) * 8
            entry = self.machine.entry(pa)
            self.blame = (level, pa, entry)
            self.steps.append(self.blame)
            if entry is None:
                return NO_RAM
            if not entry & P:
                self.code = access_bits(mode, how)
                return NOT_PRESENT
            if entry & reserved_bits(mode, entry, level):
                self.code = access_bits(mode, how) | PF_P | PF_RSVD
                return RESERVED
            both, either = both & entry, either | entry
            if level == 1 or entry & PS:
                break
            table = entry
        offset = (1 << shift) - 1
        self.shift = shift
        self.pa = (entry & ADDR & ~offset) | (la & offset)
        self.rights = ((RIGHT_US if both & US else 0) |
                       (RIGHT_RW if both & RW else 0) |
                       (RIGHT_NX if either & NX else 0))
        self.key = entry >> 59 & 15
        why, code = judge(mode, self.rights, self.key, how)
        if why != ALLOWED:
            self.code, self.blame = code, self.decided(why)
        elif self.machine.host(self.pa, 1) is None:
            why, self.blame = NO_RAM, None
        else:
            self.blame = None
        return why

    def decided(self, why):
        """The topmost entry that denies; the leaf when no bit does alone."""
        for step in self.steps:
            if ((why == SUPERVISOR and not step[2] & US) or
                    (why == READ_ONLY and not step[2] & RW) or
                    (why == NO_EXEC and step[2] & NX)):
                return step
        return self.steps[-1]


# --- The texts: x86/text.c and dump/explain.c -----------------------------------

def entry_text(entry, level):
    if not entry & P:
        return "not present"
    leaf = level == 1 or entry & PS
    names = ["P", "RW", "US", "PWT", "PCD", "A", "D" if leaf else "",
             "PS" if level > 1 else "PAT", "G" if leaf else ""]
    words = [name for bit, name in enumerate(names)
             if name and entry >> bit & 1]
    if leaf and level > 1 and entry & 1 << 12:
        words.append("PAT")
    if entry & NX:
        words.append("NX")
    if leaf and entry >> 59 & 15:
        words.append("key=%d" % (entry >> 59 & 15))
    return " ".join(words)


def fault_text(fault):
    """As mmu_fault_text(): one sentence."""
    why, kind = fault["why"], fault["how"] & KIND
    entry = "the %s at 0x%x" % (LEVELS[fault["level"]], fault["entry_pa"])
    if why == ALLOWED:
        return TRAPS.get(fault["vector"], "unknown")
    if why == NO_RAM and not fault["level"]:
        reason = "there is no RAM at its physical address"
    elif why == NO_RAM:
        reason = "%s %s outside RAM" % (
            entry, "points" if fault["entry"] & P else "lies")
    else:
        reason = {
            NON_CANONICAL: "the address is not canonical",
            NOT_PRESENT: entry + " is not present (P=0)",
            RESERVED: "%s has a reserved bit set: it is 0x%x" %
                      (entry, fault["entry"]),
            SUPERVISOR: entry + " is for the supervisor only (US=0)",
            READ_ONLY: entry + " forbids writing (RW=0)",
            NO_EXEC: entry + " forbids execution (NX=1)",
            SMEP: entry + " maps a user page (US=1), from which the "
                          "supervisor must not execute (SMEP)",
            SMAP: entry + " maps a user page (US=1), which the "
                          "supervisor must not touch (SMAP)",
            PKEY: "protection key %d of %s denies it" %
                  (fault["entry"] >> 59 & 15, entry),
        }.get(why, "unknown")
    return "%s 0x%x: %s" % (
        ("read from", "write to", "fetch from", "unknown")[kind],
        fault["la"], reason)


def columns(line, flags, note):
    if len(line) + 2 + len(flags) > COLUMNS:
        done, line = line + "\n", " " * 24
    else:
        done, line = "", line + "  "
    room = COLUMNS - len(line) - 2 - len(note)
    if len(flags) > room:
        return done + line + flags + "\n" + " " * len(line) + note
    width = min(max(len(flags), 14), room)
    return done + line + flags.ljust(width) + "  " + note


def steps_text(walk):
    if not walk.steps:
        return []
    width = max(len("%x" % step[1]) for step in walk.steps)
    cr3 = walk.mode["cr3"]
    lines = [columns("  CR3  %*s = 0x%016x" % (width + 12, "", cr3), "",
                     "-> 0x%x" % (cr3 & ADDR))]
    for step in walk.steps:
        level, pa, entry = step
        line = "  %-5s [%3d] at 0x%0*x = 0x%016x" % (
            LEVELS[level], pa >> 3 & 511, width, pa, entry or 0)
        if step is walk.blame:
            note = "<- " + ("stops here" if walk.why in
                            (NOT_PRESENT, RESERVED, NO_RAM) else "denies it")
        elif level == 1 or entry & PS:
            note = "-> 0x%x" % (walk.pa & ~((1 << walk.shift) - 1))
        else:
            note = "-> 0x%x" % (entry & ADDR)
        flags = "no RAM" if entry is None else entry_text(entry, level)
        lines.append(columns(line, flags, note))
    return lines


def reserved_text(walk):
    level, _, entry = walk.blame
    bit = (entry & reserved_bits(walk.mode, entry, level)).bit_length() - 1
    if bit == 63:
        reason = "it is NX, and EFER.NXE is 0."
    elif bit >= walk.mode["maxphyaddr"]:
        reason = "physical addresses have %d bits here." % \
            walk.mode["maxphyaddr"]
    elif bit == 7:
        reason = "a large page (PS) is not possible there."
    else:
        reason = "a page of %s must begin at a multiple of it." % REACH[level]
    return "Bit %d of the %s must be 0, but is 1:\n%s" % (
        bit, LEVELS[level], reason)


def denial_text(walk):
    mode, why = walk.mode, walk.why
    level = walk.blame[0] if walk.blame else 0
    name = LEVELS[level]
    user = is_user(mode, walk.how)
    if why == NON_CANONICAL:
        return ("The address is not canonical: its bits 63 to %d must all be "
                "equal." % (11 + 9 * mode["levels"]))
    if why == NOT_PRESENT and level == 1:
        return "Bit 0 (P) of the PTE is 0: no page is mapped at this address."
    if why == NOT_PRESENT:
        return ("Bit 0 (P) of the %s is 0:\nnothing is mapped in the %s "
                "around this address." % (name, REACH[level]))
    if why == RESERVED:
        return reserved_text(walk)
    if why == SUPERVISOR:
        return "Bit 2 (US) of the %s is 0: user code must not use the page." \
            % name
    if why == READ_ONLY:
        return "Bit 1 (RW) of the %s is 0: writing is forbidden%s" % (
            name, "." if user else
            ",\nto the supervisor as well, since CR0.WP is 1.")
    if why == NO_EXEC:
        return "Bit 63 (NX) of the %s is 1: nothing there may be executed." \
            % name
    if why in (SMEP, SMAP):
        return ("US is 1 at every level: this is a user page, and with CR4.%s "
                "the supervisor\nmust not %s" % (
                    ("SMEP", "execute it.") if why == SMEP else
                    ("SMAP", "touch it." if walk.how & IMPLICIT else
                     "touch it while EFLAGS.AC is 0.")))
    if why == PKEY:
        no_access = mode["pkru"] >> 2 * walk.key & 1
        return ("The page has protection key %d, and bit %d (%s) of PKRU "
                "(0x%x) is 1:\n%s is forbidden." % (
                    walk.key, 2 * walk.key + (not no_access),
                    "AD" if no_access else "WD", mode["pkru"],
                    "data access" if no_access else "writing"))
    if level:
        return "The %s lies at 0x%x, where there is no RAM." % (
            name, walk.blame[1])
    return "The page lies at 0x%x, where there is no RAM." % walk.pa


def allowed_text(walk):
    rights, size = walk.rights, 1 << walk.shift
    lines = ["Allowed: it is byte 0x%x of the %s page, physical address 0x%x."
             % (walk.pa & size - 1, REACH[(walk.shift - 3) // 9], walk.pa)]
    lines.append("All levels together: %s, %s, %s%s." % (
        "writable" if rights & RIGHT_RW else "read-only",
        "not executable" if rights & RIGHT_NX else "executable",
        "a user page" if rights & RIGHT_US else "for the supervisor only",
        ", protection key %d" % walk.key if walk.key else ""))
    if walk.how & KIND == WRITE and not rights & RIGHT_RW:
        lines.append("The supervisor may write all the same: CR0.WP is 0.")
    return lines


def code_text(vector, code):
    if vector != PF:
        return [TRAPS.get(vector, "unknown") +
                ("" if vector == MC else ", error code 0x%04x" % code)]
    rows = [
        (PF_P, "P", "the entries are present, the access is not allowed",
         "an entry was not present"),
        (PF_WR, "W/R", "the access was a write", "the access was not a write"),
        (PF_US, "U/S", "it was made in user mode",
         "it was made in supervisor mode"),
        (PF_RSVD, "RSVD", "a reserved bit was set in an entry",
         "no reserved bit was set"),
        (PF_ID, "I/D", "it was an instruction fetch",
         "it was not an instruction fetch"),
        (PF_PK, "PK", "the protection key denies it",
         "not denied by a protection key"),
    ]
    return ["#PF, error code 0x%04x:" % code] + [
        "  %-4s %d  %s" % (name, bool(code & bit), yes if code & bit else no)
        for bit, name, yes, no in rows]


def explain(walk):
    """As mmu_explain()."""
    how, cpl = walk.how, walk.mode["cpl"]
    if how & IMPLICIT:
        who = "the CPU itself, as supervisor"
    elif is_user(walk.mode, how):
        who = "user code (CPL %d)" % cpl
    else:
        who = "the supervisor (CPL %d)" % cpl
    verb = ("read from", "write to", "instruction fetch from",
            "access to")[how & KIND]
    lines = ["%s 0x%x by %s" % (verb, walk.la, who)] + steps_text(walk)
    if not walk.vector:
        return lines + allowed_text(walk)
    return lines + [denial_text(walk)] + code_text(walk.vector, walk.code)


# --- The TLB ------------------------------------------------------------------

class Record:
    """Numbers out of a copy of an array of structures, without a gdb.Value
    for each: a TLB has thousands of entries."""

    def __init__(self, layout):
        self.size = layout.sizeof
        self.places = {field.name: (field.bitpos // 8, field.type.sizeof)
                       for field in layout.fields()}

    def read(self, memory, i, name):
        at, size = self.places[name]
        at += i * self.size
        return int.from_bytes(memory[at:at + size], "little")


def tlb_entries(cpu):
    """Valid entries, by linear address."""
    record = Record(gdb.lookup_type("struct tlb_entry"))
    names = ("page", "pa", "pcid", "shift", "rights", "pkey", "global",
             "dirty", "hosted")
    found = []
    for number in range(3):
        entries = cpu["tlb"]["class"][number]
        if not int(entries["used"]):
            continue
        count = int(entries["sets"]) * int(entries["ways"])
        memory = gdb.selected_inferior().read_memory(
            int(entries["entry"]), count * record.size).tobytes()
        for i in range(count):
            if not record.read(memory, i, "shift"):
                continue
            entry = {name: record.read(memory, i, name) for name in names}
            entry["la"] = entry["page"] << entry["shift"] & U64
            found.append(entry)
    return sorted(found, key=lambda entry: (entry["la"], entry["pcid"]))


def size_text(size):
    for unit in "BKMGTP":
        if size & 1023 or not size:
            break
        size >>= 10
    else:
        unit = "E"
    return "%d%s" % (size, unit)


def rights_text(rights):
    return "%s %s %s" % ("US" if rights & RIGHT_US else "  ",
                         "RW" if rights & RIGHT_RW else "ro",
                         "NX" if rights & RIGHT_NX else "x")


def tlb_text(entry):
    flags = [name for name in ("dirty", "global") if entry[name]]
    if entry["pkey"]:
        flags.append("key=%d" % entry["pkey"])
    if entry["pcid"]:
        flags.append("pcid=%d" % entry["pcid"])
    if entry["hosted"]:
        flags.append("mapped by the host")
    return "0x%016x -> 0x%-12x %4s %-8s %s" % (
        entry["la"], entry["pa"], size_text(1 << entry["shift"]),
        rights_text(entry["rights"]), ", ".join(flags))


def tlb_note(cpu, walk):
    """What the TLB holds for the address of a walk."""
    for entry in tlb_entries(cpu):
        if (entry["la"] == walk.la >> entry["shift"] << entry["shift"] and
                (entry["global"] or entry["pcid"] == int(cpu["pcid"]))):
            break
    else:
        return ["The TLB holds nothing for it."]
    lines = ["The TLB holds " + tlb_text(entry).rstrip()]
    pa = entry["pa"] + (walk.la & (1 << entry["shift"]) - 1)
    if (walk.pa, getattr(walk, "rights", None)) != (pa, entry["rights"]):
        lines.append("which is stale: the tables have changed since, without "
                     "an INVLPG.")
    return lines


# --- Address spaces -------------------------------------------------------------

def space_lines(machine, mode):
    """As mmu_space_text(): a line for each range of pages that are alike."""
    state = {"lines": [], "now": None, "tables": 0}

    def tell(la, size, level, what, joins=False):
        now = state["now"]
        if joins and now and now[:4] == [la, level, what, True]:
            now[0], now[4] = la + size, now[4] + size
            return
        finish()
        state["now"] = [la + size, level, what, joins, size]

    def finish():
        if state["now"]:
            end, level, what, _, size = state["now"]
            state["lines"].append("0x%016x-0x%016x %6s %-5s %s" % (
                end - size & U64, end & U64, size_text(size), level, what))
            state["now"] = None

    def leaf(entry, level, rights):
        text = "%s %s %-2s" % ("US" if rights & US else "  ",
                               "RW" if rights & RW else "ro",
                               "x" if rights & NX else "NX")
        pat = 1 << 7 if level == 1 else 1 << 12
        for bit, name in (1 << 3, "PWT"), (1 << 4, "PCD"), (pat, "PAT"), \
                (G, "G"):
            if entry & bit:
                text += " " + name
        if entry >> 59 & 15:
            text += " key=%d" % (entry >> 59 & 15)
        return text.rstrip()

    def table(pa, level, la, rights, above):
        state["tables"] += 1
        if state["tables"] > 100000:
            raise gdb.GdbError("There is no end to these tables.")
        host = machine.host(pa, PAGE)
        memory = gdb.selected_inferior().read_memory(host, PAGE).tobytes()
        size = 1 << 3 + 9 * level
        sign = 12 + 9 * mode["levels"]
        for i in range(512):
            entry = int.from_bytes(memory[8 * i:8 * i + 8], "little")
            if not entry & P:
                continue
            at = la + i * size
            if at >> sign - 1:
                at |= U64 << sign & U64
            bad = entry & reserved_bits(mode, entry, level)
            down, to = rights & (entry ^ NX), entry & ADDR
            if bad:
                tell(at, size, LEVELS[level], "reserved bit %d is set" %
                     (bad.bit_length() - 1))
            elif level == 1 or entry & PS:
                tell(at, size, LEVELS[level], leaf(entry, level, down), True)
            elif to in above + [pa]:
                tell(at, size, LEVELS[level], "to itself: 0x%x" % to)
            elif machine.host(to, PAGE) is None:
                tell(at, size, LEVELS[level], "to no RAM: 0x%x" % to)
            else:
                table(to, level - 1, at, down, above + [pa])

    root = mode["cr3"] & ADDR
    if machine.host(root, PAGE) is None:
        raise gdb.GdbError("CR3 leads to no RAM: 0x%x" % root)
    table(root, mode["levels"], 0, RW | US | NX, [])
    finish()
    return state["lines"]


# --- Modules of the simulated kernel ----------------------------------------------

class Object:
    """A .ko file: its sections, and its symbols with their sections."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.bytes = file.read()
        if self.bytes[:6] != b"\x7fELF\x02\x01":
            raise gdb.GdbError("%s is no ELF file of 64 bits." % path)
        start, = struct.unpack_from("<Q", self.bytes, 40)
        size, count, names = struct.unpack_from("<3H", self.bytes, 58)
        # name, type, flags, address, offset, size, link
        self.headers = [struct.unpack_from("<IIQQQQI", self.bytes,
                                           start + i * size)
                        for i in range(count)]
        self.sections = [self.string(names, header[0])
                         for header in self.headers]

    def string(self, table, at):
        at += self.headers[table][4]
        return self.bytes[at:self.bytes.index(b"\0", at)].decode()

    def symbols(self):
        """(name, number of the section, offset), names that are unique."""
        found = {}
        for header in self.headers:
            if header[1] != 2:  # SHT_SYMTAB
                continue
            for at in range(header[4], header[4] + header[5], 24):
                name, _, _, section, value = struct.unpack_from(
                    "<IBBHQ", self.bytes, at)
                name = self.string(header[6], name)
                found[name] = None if name in found else (section, value)
        return [(name,) + place for name, place in found.items() if place]


class Module:
    def __init__(self, value):
        self.value = value
        self.name, self.path = value["name"].string(), value["path"].string()
        self.core, self.init = (int(value[area]["base"])
                                for area in ("core", "init"))

    def sections(self):
        """Their linear addresses, as far as a symbol tells."""
        object, known, found = Object(self.path), {}, {}
        for i in range(int(self.value["nsyms"])):
            symbol = self.value["sym"][i]
            name = symbol["name"].string()
            known[name] = None if name in known else int(symbol["la"])
        for name, section, offset in object.symbols():
            if known.get(name) is None or section >= len(object.sections):
                continue
            section = object.sections[section]
            if self.init or not section.startswith(".init"):
                found[section] = known[name] - offset
        return found


def modules_of(machine):
    if not int(machine.value["kern"]):
        raise gdb.GdbError("No kernel runs on the machine.")
    kern = machine.value["kern"].cast(gdb.lookup_type("struct kern").pointer())
    value, found = kern["modules"], []
    while int(value) and len(found) < 100000:
        found.append(Module(value.dereference()))
        value = value["next"]
    return found


class Symbols:
    """Which modules gdb has the symbols of: an address, by (path, where)."""
    loaded = {}

    @staticmethod
    def update(machine, modules):
        wanted = {(m.path, m.core, m.init, machine.number): m
                  for m in modules}
        for key in list(Symbols.loaded):
            if key not in wanted and key[3] == machine.number:
                Symbols.forget(key)
        for key, module in wanted.items():
            if key not in Symbols.loaded:
                Symbols.load(key, machine, module)

    @staticmethod
    def load(key, machine, module):
        try:
            places = {name: machine.lower(la)
                      for name, la in module.sections().items()}
        except OSError as error:
            print("%s: %s" % (module.path, error.strerror))
            return
        text = " ".join("-s %s 0x%x" % place for place in places.items()
                        if place[1] is not None)
        if text and not Symbols.announced(places.values()):
            gdb.execute("add-symbol-file %s %s" % (module.path, text),
                        to_string=True)
            Symbols.loaded[key] = next(iter(places.values()))

    @staticmethod
    def announced(addresses):
        """gdb has them: from the library, while the program runs."""
        return any(gdb.find_pc_line(address).symtab
                   for address in addresses if address is not None)

    @staticmethod
    def forget(key):
        address = Symbols.loaded.pop(key)
        try:
            gdb.execute("remove-symbol-file -a 0x%x" % address,
                        to_string=True)
        except gdb.error:  # gone already
            pass


# --- Addresses as arguments -----------------------------------------------------

def as_number(value):
    kind = value.type.strip_typedefs()
    if kind.code in (gdb.TYPE_CODE_ARRAY, gdb.TYPE_CODE_FUNC):
        return int(value.address)
    if kind.code in (gdb.TYPE_CODE_REF, gdb.TYPE_CODE_RVALUE_REF):
        return int(value.referenced_value().address)
    if kind.code not in (gdb.TYPE_CODE_PTR, gdb.TYPE_CODE_INT,
                         gdb.TYPE_CODE_ENUM, gdb.TYPE_CODE_CHAR):
        raise gdb.GdbError("That is neither an address nor a number: it has "
                           "the type %s." % value.type)
    return int(value) & U64


class Place:
    """A linear address, of a machine and its CPU."""

    def __init__(self, value, linear=False):
        given = as_number(value)
        window = None if linear else window_at(given)
        self.note = None
        if window is None:
            self.machine, self.cpu = current_cpu()
            self.la = given
            return
        self.machine = window.machine
        machine, number = selected()
        self.cpu = self.machine.cpu(
            number if machine.number == self.machine.number else 0)
        self.la = window.la + given - window.host
        self.note = "0x%x lies in a window, at linear address 0x%x." % (
            given, self.la)


# --- Commands -------------------------------------------------------------------

class Command(gdb.Command):
    """Gives each command its arguments, and errors that can be read."""

    def __init__(self, name, completer=gdb.COMPLETE_NONE):
        super().__init__("mmu " + name, gdb.COMMAND_DATA, completer)

    def invoke(self, argument, from_tty):
        self.dont_repeat()
        try:
            self.run(argument)
        except gdb.MemoryError as error:
            raise gdb.GdbError("%s. (A core file need not contain all memory: "
                               "see core(5).)" % error)


class Prefix(gdb.Command):
    """What libmmusim knows: page tables, TLB, windows, faults.

mmu walk ADDRESS [read|write|fetch] [user|kernel] [linear]
    walk the page tables and tell what an access would meet
mmu why [CPU]      explain the exception that the CPU took last
mmu tlb [CPU]      the valid entries of the TLB
mmu regs [CPU]     control registers, privilege, features
mmu windows        linear addresses and where pointers reach them
mmu modules        the modules of the simulated kernel; loads their symbols
mmu space          the address space, as ranges of pages that are alike
mmu machine [N]    list the machines, or select one
mmu cpu [N]        show or select the CPU of the machine
mmu help           this text

ADDRESS is an expression. A pointer into a window stands for its linear
address, unless "linear" is said. So it does in these functions:

$mmu_la(POINTER)   the linear address of a pointer into a window
$mmu_ptr(ADDRESS)  the pointer for a linear address
$mmu_mem(ADDRESS)  where the simulated memory at ADDRESS can always be read;
                   to the end of its page: "x/s $mmu_mem(text)" """

    def __init__(self):
        super().__init__("mmu", gdb.COMMAND_DATA, gdb.COMPLETE_NONE, True)

    def invoke(self, argument, from_tty):
        show_help(argument)


def show_help(argument):
    if argument:
        raise gdb.GdbError("There is no such command: mmu %s. Try \"mmu "
                           "help\"." % argument)
    print(Prefix.__doc__.rstrip())


class Help(Command):
    """List the commands of libmmusim."""

    def run(self, argument):
        show_help(argument)


class WalkCommand(Command):
    """Walk the page tables and tell what an access would meet.
Usage: mmu walk ADDRESS [read|write|fetch] [user|kernel] [linear]

ADDRESS is an expression; a pointer into a window stands for its linear
address, unless "linear" is said. The access is made as the CPU is now; "user"
and "kernel" change its privilege. Nothing is changed by that: neither A nor D
is set, and the TLB is not filled."""

    words = {"read", "write", "fetch", "user", "kernel", "linear"}

    def run(self, argument):
        how, said = READ, []
        while True:
            match = re.match(r"(.*\S)\s+(\w+)\s*$", argument, re.DOTALL)
            if not match or match.group(2) not in self.words:
                break
            argument = match.group(1)
            said.append(match.group(2))
        if not argument.strip():
            raise gdb.GdbError("Usage: mmu walk ADDRESS [read|write|fetch] "
                               "[user|kernel] [linear]")
        place = Place(evaluate(argument), "linear" in said)
        mode = fields(place.cpu["mode"])
        for word in said:
            how = HOWS.get(word, how)
        if "user" in said:
            mode["cpl"] = 3
        elif "kernel" in said:
            mode["cpl"] = 0
        say_title(place.machine, place.cpu)
        if place.note:
            print(place.note)
        walk = Walk(place.machine, mode, place.la, how)
        for line in explain(walk) + tlb_note(place.cpu, walk):
            print(line)


class Why(Command):
    """Explain the exception that a CPU took last.
Usage: mmu why [CPU]

It has been kept as it was when it was raised. The tables are read as they are
now; when the access would fare otherwise by now, that is said."""

    def run(self, argument):
        self.say_foreign_signal()
        machine, cpu = current_cpu(argument.split())
        say_title(machine, cpu)
        taken = cpu["taken"]
        if not int(taken["count"]):
            print("The CPU has not taken an exception yet.")
            return self.others(machine, cpu)
        fault, mode = fields(taken["fault"]), fields(taken["mode"])
        print("The last exception: " + self.sentence(fault))
        print("by %s" % self.where(taken))
        if int(taken["depth"]):
            print("in a handler, %d deep" % int(taken["depth"]))
        if fault["why"] == ALLOWED:
            return self.others(machine, cpu)
        walk = Walk(machine, mode, fault["la"], fault["how"])
        same = (walk.why, walk.code) == (fault["why"], fault["error_code"])
        if fault["vector"] == DF:
            same = walk.why == fault["why"]
        print()
        if not same:
            for line in code_text(fault["vector"], fault["error_code"]):
                print(line)
            print("\nSince then the tables have changed. Now:\n")
        for line in explain(walk):
            print(line)
        self.others(machine, cpu)

    @staticmethod
    def say_foreign_signal():
        """Is what the program stopped for no exception at all?"""
        try:
            info = gdb.parse_and_eval("$_siginfo")
            if int(info["si_signo"]) != 11 or int(info["si_code"]) <= 0:
                return
            address = int(info["_sifields"]["_sigfault"]["si_addr"])
        except gdb.error:  # it stopped for something else, or does not run
            return
        thread = this_thread()
        if window_at(address) or (thread is not None and
                                  int(thread["in_sim"])):
            return
        print("The program stopped for a segmentation fault at host address "
              "0x%x, which lies\nin no window: a fault of the program, not "
              "of simulated memory.\n" % address)

    @staticmethod
    def sentence(fault):
        text = fault_text(fault)
        if fault["vector"] == DF:
            return "double fault, the first was: " + text
        if fault["why"] == ALLOWED:
            return "the instruction raised " + text
        return text

    @staticmethod
    def where(taken):
        rip = int(taken["rip"])
        if not int(taken["native"]):
            return "a soft access (mmu_load() and the like)"
        text = "the instruction at 0x%x" % rip
        window = window_at(rip)
        if window:
            text += ", linear address 0x%x" % (window.la + rip - window.host)
        place = gdb.find_pc_line(rip)
        block = gdb.block_for_pc(rip)
        while block and not block.function:
            block = block.superblock
        if block:
            text += ", in %s()" % block.function
        if place.symtab:
            text += ", %s:%d" % (place.symtab.filename, place.line)
        if int(taken["sim"]):
            text += " (simulated code)"
        return text

    @staticmethod
    def others(machine, cpu):
        took = [str(i) for i in range(machine.ncpus)
                if i != int(cpu["number"]) and
                int(machine.cpu(i)["taken"]["count"])]
        if took:
            print("Exceptions were also taken by CPU %s." % ", ".join(took))


class Tlb(Command):
    """Show the valid entries of the TLB.
Usage: mmu tlb [CPU]

Linear address, physical address, size, rights, and: dirty (D is set in the
leaf, as the TLB knows), global, the protection key and the PCID if they are
not 0, and whether the host has the page mapped in a window."""

    def run(self, argument):
        machine, cpu = current_cpu(argument.split())
        say_title(machine, cpu)
        entries = tlb_entries(cpu)
        for entry in entries:
            print(tlb_text(entry).rstrip())
        print("%d valid entr%s" % (len(entries),
                                   "y" if len(entries) == 1 else "ies"))


class Regs(Command):
    """Show the registers of a CPU that paging depends on.
Usage: mmu regs [CPU]"""

    bits = {
        "cr0": ((0, "PE"), (16, "WP"), (31, "PG")),
        "cr4": ((5, "PAE"), (7, "PGE"), (12, "LA57"), (17, "PCIDE"),
                (20, "SMEP"), (21, "SMAP"), (22, "PKE")),
        "efer": ((0, "SCE"), (8, "LME"), (10, "LMA"), (11, "NXE")),
        "rflags": ((9, "IF"), (18, "AC")),
    }

    def run(self, argument):
        machine, cpu = current_cpu(argument.split())
        say_title(machine, cpu)
        for name in "cr0", "cr2", "cr3", "cr4", "efer", "rflags", "pkru":
            value = int(cpu[name])
            words = [word for bit, word in self.bits.get(name, ())
                     if value >> bit & 1]
            print(("%-6s 0x%016x  %s" % (name.upper(), value,
                                         " ".join(words))).rstrip())
        cpl = int(cpu["cpl"])
        print("%-6s %d" % ("CPL", cpl))
        mode = fields(cpu["mode"])
        print("%d levels, physical addresses of %d bits, exceptions being "
              "handled: %d" % (mode["levels"], mode["maxphyaddr"],
                               int(cpu["depth"])))


class Windows(Command):
    """Show the windows of all machines.
Usage: mmu windows"""

    def run(self, argument):
        if argument:
            raise gdb.GdbError("No arguments.")
        machines = all_machines()
        for machine in machines:
            if len(machines) > 1:
                print("Machine %d:" % machine.number)
            windows = machine.windows()
            if windows:
                print("%-37s %6s  %s" % ("linear addresses", "size",
                                         "host addresses"))
            for window in windows:
                print(self.line(window))
            print("%d window%s" % (len(windows), "s"[len(windows) == 1:]))
        if not machines:
            print("There is no machine.")

    @staticmethod
    def line(window):
        text = "0x%016x-0x%016x %6s  0x%x-0x%x" % (
            window.la, window.la + window.len & U64, size_text(window.len),
            window.host, window.host + window.len)
        if window.identity:
            text += "  RAM from 0x%x" % window.pa
        return text


class Space(Command):
    """Show the address space that CR3 stands for.
Usage: mmu space

A line for each range of pages that are alike: addresses, size, the level of
the entries that map it, rights."""

    def run(self, argument):
        if argument:
            raise gdb.GdbError("No arguments.")
        machine, cpu = current_cpu()
        say_title(machine, cpu)
        lines = space_lines(machine, fields(cpu["mode"]))
        for line in lines or ["Nothing is mapped."]:
            print(line)


class Modules(Command):
    """List the modules of the simulated kernel, and load their symbols.
Usage: mmu modules

The newest comes first. Addresses are linear: of the part that stays, and of
the init part while there is one. gdb takes what else it knows of a module from
its file. Say it again when modules have come or gone."""

    def run(self, argument):
        if argument:
            raise gdb.GdbError("No arguments.")
        machine = current_machine()
        say_title(machine)
        modules = modules_of(machine)
        Symbols.update(machine, modules)
        for module in modules:
            init = ", init 0x%x" % module.init if module.init else ""
            print("%-20s 0x%x%s  %s" % (module.name, module.core, init,
                                        module.path))
        if not modules:
            print("There is no module.")


class MachineCommand(Command):
    """List the machines of the program, or select one.
Usage: mmu machine [N]

Commands are about the selected machine. While none is selected they are about
the one whose exception or simulated code the thread is in, or else the one
that took an exception last."""

    def run(self, argument):
        if argument:
            number = number_of(argument)
            if number not in [m.number for m in all_machines()]:
                raise gdb.GdbError("There is no machine %d." % number)
            Selection.machine, Selection.cpu = number, 0
        machines = all_machines()
        current = current_machine().number if machines else None
        for machine in machines:
            ram = sum(region[1] for region in machine.regions)
            print("%s %d  (struct mmu_machine *)0x%x, %s RAM, CPUs: %d, "
                  "windows: %d" % (
                      "*" if machine.number == current else " ",
                      machine.number, int(machine.value.address),
                      size_text(ram), machine.ncpus, len(machine.windows())))
        if not machines:
            print("There is no machine.")


class CpuCommand(Command):
    """Show or select the CPU that commands are about.
Usage: mmu cpu [N]"""

    def run(self, argument):
        if argument:
            machine = current_machine()
            number = number_of(argument)
            machine.cpu(number)  # does it exist?
            Selection.machine, Selection.cpu = machine.number, number
        machine, cpu = current_cpu()
        print("Machine %d, CPU %d of %d: (struct mmu_cpu *)0x%x" % (
            machine.number, int(cpu["number"]), machine.ncpus,
            int(cpu.address)))


# --- Functions for expressions ----------------------------------------------------

class Function(gdb.Function):
    def result(self, number, like):
        """A pointer of the type that was given, if it was one."""
        code = like.type.strip_typedefs().code
        target = gdb.lookup_type("char").pointer()
        if code == gdb.TYPE_CODE_PTR:
            target = like.type
        elif code == gdb.TYPE_CODE_ARRAY:
            target = like.type.strip_typedefs().target().pointer()
        return gdb.Value(number).cast(target)


class La(Function):
    """$mmu_la(POINTER): the linear address of a pointer into a window."""

    def __init__(self):
        super().__init__("mmu_la")

    def invoke(self, value):
        return gdb.Value(Place(value).la).cast(
            gdb.lookup_type("unsigned long"))


class Ptr(Function):
    """$mmu_ptr(ADDRESS): the pointer for a linear address."""

    def __init__(self):
        super().__init__("mmu_ptr")

    def invoke(self, value):
        la = as_number(value)
        host = current_machine().lower(la)
        return self.result(la if host is None else host, value)


class Mem(Function):
    """$mmu_mem(ADDRESS): where the simulated memory can always be read."""

    def __init__(self):
        super().__init__("mmu_mem")

    def invoke(self, value):
        place = Place(value)
        mode = fields(place.cpu["mode"])
        walk = Walk(place.machine, mode, place.la, READ)
        if walk.pa is None or place.machine.host(walk.pa, 1) is None:
            raise gdb.GdbError("Nothing is mapped at linear address 0x%x." %
                               place.la)
        return self.result(place.machine.host(walk.pa, 1), value)


# --- Signals ----------------------------------------------------------------------
#
# A SIGSEGV is how the library learns of an access, so gdb shall not stop. But
# one that is nobody's ends the program, and gdb, told to let it through, would
# have no process left to show. The library says so by calling a function that
# does nothing; the instruction will fault once more, and there gdb stops. Before
# the library has installed its handlers everything is as usual.

class Signals:
    names = "SIGSEGV SIGBUS SIGILL SIGFPE"
    watches = []
    told = False  # gdb knows; from now on the user may decide otherwise
    protected = False

    @staticmethod
    def handle(how):
        Signals.told = True
        gdb.execute("handle %s %s" % (Signals.names, how), to_string=True)

    @staticmethod
    def armed():
        Signals.handle("nostop noprint pass")
        # Or gdb steps over a breakpoint by a copy of the instruction, and it
        # reads zeroes where a window does not show the page yet.
        if gdb.parameter("displaced-stepping") in ("auto", None):
            gdb.execute("set displaced-stepping off")
        Signals.protect_modules()

    @staticmethod
    def protect_modules():
        """gdb cannot write into simulated code. Where it knows that memory is
        read-only, it takes the CPU's breakpoints of its own accord."""
        if Signals.protected:
            return
        Signals.protected = True
        gdb.execute("set mem inaccessible-by-default off", to_string=True)
        gdb.execute("mem 0x%x 0x%x ro" % MODULES, to_string=True)

    @staticmethod
    def dying():
        Signals.handle("stop print pass")

    @staticmethod
    def look(event=None):
        if not Signals.watches and gdb.lookup_global_symbol(
                "native_debug_armed"):
            Signals.watches = [Watch("native_debug_armed", Signals.armed),
                               Watch("native_debug_dying", Signals.dying)]
        Signals.look_back()

    @staticmethod
    def look_back():
        """Was the library there before gdb, which was attached later?"""
        if Signals.told or not gdb.selected_inferior().pid:
            return
        try:
            if any(machine.windows() for machine in all_machines()):
                Signals.armed()
        except (gdb.error, gdb.GdbError):  # no library, or not yet
            pass

    @staticmethod
    def exited(event):
        Selection.machine, Selection.cpu = None, 0
        for key in list(Symbols.loaded):
            Symbols.forget(key)
        Signals.dying()
        Signals.told = False


class Watch(gdb.Breakpoint):
    def __init__(self, function, action):
        super().__init__(function, internal=True)
        self.silent = True
        self.action = action

    def stop(self):
        self.action()
        return False


def close(signals=Signals):
    """This file is being read once more, and its names mean the new things."""
    for registry in gdb.events.stop, gdb.events.new_objfile:
        registry.disconnect(signals.look)
    gdb.events.exited.disconnect(signals.exited)
    for watch in signals.watches:
        if watch.is_valid():
            watch.delete()


def start():
    if hasattr(gdb, "mmusim_close"):
        gdb.mmusim_close()
    gdb.mmusim_close = close
    Prefix()
    for command, name in ((Help, "help"), (Why, "why"), (Tlb, "tlb"),
                          (Regs, "regs"), (Windows, "windows"),
                          (Space, "space"), (Modules, "modules"),
                          (MachineCommand, "machine"), (CpuCommand, "cpu")):
        command(name)
    WalkCommand("walk", gdb.COMPLETE_EXPRESSION)
    La(), Ptr(), Mem()
    for registry in gdb.events.stop, gdb.events.new_objfile:
        registry.connect(Signals.look)
    gdb.events.exited.connect(Signals.exited)
    Signals.look()


start()
