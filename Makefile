# SPDX-License-Identifier: GPL-2.0-or-later
#
# make              build the library, mmusim, the examples and their modules
# make demo         get what is missing, build, run examples/nullderef
# make check        get what is missing, build, run every test natively, under
#                   Valgrind and with ASan and UBSan
# make check-valgrind, make check-san        only that way
# make check-all    check; again with clang, with TSan where threads run, with
#                   other optimisation, and as programs at fixed addresses
# make soak         random lives of machines and crowds of threads, beside models
#                   of them, for SOAK_SECONDS=600
# make check-exhaustive    the walk against a model, every combination
# make fuzz         random tables and accesses, files for the module loader, texts
#                   for the parser of mmusim, each for FUZZ_SECONDS=60; needs
#                   clang. FUZZ=walk, FUZZ=elf, FUZZ=parse
# make bench        build and run the benchmarks
# make deps         get the libraries and tools that are missing
# make install      to PREFIX, below DESTDIR; make uninstall
# make module-api   write docs/module-api.md
# make fidelity     run every scenario of tests/data/oops*, compare with what a real
#                   kernel printed, write the scores to docs/fidelity.md
# make format       format the sources; format-check only looks
# make clean        remove what was built; distclean: fetched packages, too
#
# T=x86/test_walk   check only this test; T=x86: only this area
# CC=clang          another compiler, built beside the default one
# MODE=san          build with sanitizers
# SOFT=1            build the hardware layers alone: no windows, no kernel
# WERROR=1 V=1      warnings are errors; show whole commands
# JOBS=1            how many commands to run at a time

# Nothing has to be listed here: sources are found by their place in the tree.
# All output goes to build/<variant>/, except the examples of the default
# variant, which lie beside their sources so that ./examples/nullderef works.

VERSION := 0.1.0
SOVER   := 0

PREFIX  ?= /usr/local
MODE    ?= release

.DEFAULT_GOAL := all
.SUFFIXES:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Use every processor. Not in a sub-make, which shares the jobs of its parent.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(or $(JOBS),$(shell nproc 2>/dev/null),1)
endif
# "make clean check" and "make check-san check-valgrind" go one by one.
ifneq ($(filter clean distclean,$(MAKECMDGOALS))$(word 2,$(filter check%,\
	$(MAKECMDGOALS))),)
.NOTPARALLEL:
endif

Q := $(if $(V),,@)

# --- Compiler ----------------------------------------------------------------

# make's own default is "cc", which a machine with only clang may not have.
ifeq ($(origin CC),default)
CC := $(notdir $(or $(shell for c in cc gcc clang; do \
	command -v $$c && break; done),cc))
DEFAULT_CC := $(CC)
endif
export CC

# build/release, build/san, build/release-clang, build/release-soft ...
CC_NAME := $(notdir $(firstword $(CC)))
SUFFIX  := $(if $(filter-out cc $(DEFAULT_CC),$(CC)),-$(CC_NAME))$(if $(SOFT),-soft)
VARIANT := $(MODE)$(SUFFIX)
OUT     := build/$(VARIANT)
TAG     := $(if $(filter-out release,$(VARIANT)), ($(VARIANT)))
EXDIR   := $(if $(filter release,$(VARIANT)),examples,$(OUT)/examples)

# --- Dependencies ------------------------------------------------------------

# deps.sh finds the libraries and tools we use and writes where they are to
# build/deps-<compiler>.mk. It may install what is missing, but only for goals
# that say so; a plain "make" names the packages instead.
NEED_NOTHING := clean distclean help format format-check uninstall fuzz
NEED_TOOLS   := deps check check-valgrind check-san check-all check-exhaustive \
	soak tests san-tests
MAY_INSTALL  := $(NEED_TOOLS) demo bench
GOALS        := $(or $(MAKECMDGOALS),all)
DEPS_MK      := build/deps-$(CC_NAME).mk

ifneq ($(filter-out $(NEED_NOTHING),$(GOALS)),)
DEPS_FAILED := $(shell CC='$(CC)' libmmusim/scripts/deps.sh \
	$(if $(filter $(NEED_TOOLS),$(GOALS)),--all) \
	$(if $(filter $(MAY_INSTALL),$(GOALS)),--install) $(DEPS_MK) >&2 || echo 1)
$(if $(DEPS_FAILED),$(error Dependencies are missing, see above))
include $(DEPS_MK)
export PATH := $(if $(DEPS_PATH),$(DEPS_PATH):)$(PATH)
endif

# --- Flags -------------------------------------------------------------------

CC_IS_CLANG := $(findstring clang,$(shell $(CC) --version 2>/dev/null))

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wundef -Wvla $(if $(WERROR),-Werror)

# Valgrind 3.19 cannot read the DWARF 5 of clang.
DEBUG := -g $(if $(CC_IS_CLANG),-gdwarf-4)

CFLAGS_release := -O2 $(DEBUG)
CFLAGS_san     := -O1 $(DEBUG) -fsanitize=address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer $(DEPS_SANFLAGS)

CFLAGS_tsan    := -O1 $(DEBUG) -fsanitize=thread -fno-omit-frame-pointer

# What "make check-all" tries besides: little and much optimised, and programs
# at fixed addresses.
CFLAGS_O0      := -O0 $(DEBUG)
CFLAGS_O3      := -O3 $(DEBUG)
CFLAGS_nopie   := -O2 $(DEBUG) -fno-pic -fno-pie
LDFLAGS_nopie  := -no-pie

# For libFuzzer, which clang has: "make fuzz".
CFLAGS_fuzz    := -O1 $(DEBUG) -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer $(DEPS_SANFLAGS) \
	-fsanitize-coverage-ignorelist=tests/fuzz/uncounted.txt

# Position independent always: one set of objects serves both libraries.
INCLUDES := -Ilibmmusim -Ilibmmusim/include
COMPILE  := $(CC) $(INCLUDES) $(DEPS_CPPFLAGS) $(if $(SOFT),-DMMUSIM_SOFT=1) \
	-std=gnu11 $(WARN) -fPIC -fvisibility=hidden $(CFLAGS_$(MODE)) \
	$(CPPFLAGS) $(CFLAGS)
LINK     := $(CC) $(CFLAGS_$(MODE)) $(LDFLAGS_$(MODE)) $(CFLAGS) \
	$(DEPS_LDFLAGS) $(LDFLAGS)
LIBS     := $(if $(SOFT),,-lsigsegv) -lelf -ldw -lZydis -lpthread
# What the shell links besides.
TOOLLIBS := -ledit

# The kernel image: this code is copied into simulated memory and runs there,
# so it must not call out of itself (library calls that the compiler makes up,
# sanitizer hooks), nor use the red zone or vector registers. Its flags are
# the same in every variant.
COMPILE_KIMAGE := $(CC) -O2 $(DEBUG) -std=gnu11 -ffreestanding \
	-fno-builtin -fPIC -fvisibility=hidden -mno-red-zone -mgeneral-regs-only -fno-jump-tables \
	-fno-stack-protector -fno-omit-frame-pointer \
	-mno-omit-leaf-frame-pointer -fcf-protection=none \
	-fno-asynchronous-unwind-tables -fno-sanitize=all -U_FORTIFY_SOURCE \
	$(if $(CC_IS_CLANG),-mllvm -enable-shrink-wrap=false,\
	-fno-tree-loop-distribute-patterns -fno-shrink-wrap -fno-schedule-insns2) \
	$(INCLUDES) $(WARN)

# --- Sources -----------------------------------------------------------------

LIB_DIRS  := x86 mem cpu $(if $(SOFT),,native kernel) dump
LIB_SRCS  := $(wildcard $(LIB_DIRS:%=libmmusim/%/*.c))
LIB_ASM   := $(wildcard $(LIB_DIRS:%=libmmusim/%/*.S))
LIB_OBJS  := $(LIB_SRCS:%.c=$(OUT)/%.o) $(LIB_ASM:%=$(OUT)/%.o)
KIMAGE    := $(filter $(OUT)/libmmusim/kernel/kimage%.o,$(LIB_OBJS))
IN_IMAGE  := $(KIMAGE) $(patsubst %,$(OUT)/libmmusim/kernel/%.S.o,\
	$(if $(KIMAGE),image image_string param_ops pv))
IMAGE     := $(if $(KIMAGE),$(OUT)/libmmusim/kernel/image_code.o)
ARCHIVED  := $(filter-out $(IN_IMAGE),$(LIB_OBJS)) $(IMAGE)

# The shell: all but its main() is an archive, of which tests take what they need.
TOOL_SRCS := $(if $(SOFT),,$(wildcard libmmusim/tool/*.c))
TOOL_OBJS := $(TOOL_SRCS:%.c=$(OUT)/%.o)
TOOL_MAIN := $(filter %/main.o,$(TOOL_OBJS))
TOOL_LIB  := $(if $(SOFT),,$(OUT)/mmusim-tool.a)
TOOL      := $(if $(SOFT),,$(if $(filter release,$(VARIANT)),build,$(OUT))/mmusim)

# "make T=x86/test_walk check" narrows the tests to one, "T=x86" to an area.
pick      = $(if $(T),$(filter $(T) $(T)/%,$1),$1)
EXAMPLES := $(if $(SOFT),,$(patsubst examples/%.c,$(EXDIR)/%,$(wildcard \
	examples/*.c)))
BENCHES  := $(patsubst %.c,$(OUT)/%,$(wildcard bench/*.c))
TESTS    := $(call pick,$(filter-out $(if $(SOFT),native/% kernel/% tool/% fuzz/% soak/%),$(patsubst \
	tests/%.c,%,$(wildcard tests/*/test_*.c))))
SCRIPTS  := $(call pick,$(patsubst tests/%.sh,%,$(wildcard tests/*/test_*.sh)))
TEST_BIN := $(TESTS:%=$(OUT)/tests/%)
FUZZER   := $(patsubst %.c,$(OUT)/%,$(wildcard tests/fuzz/fuzz_*.c))
SUPPORT  := $(if $(SOFT),,$(patsubst %.c,$(OUT)/%.o,$(wildcard tests/support/*.c)))

OBJS := $(LIB_OBJS) $(TOOL_OBJS) $(SUPPORT) $(EXAMPLES:$(EXDIR)/%=$(OUT)/examples/%.o) \
	$(BENCHES:%=%.o) $(TEST_BIN:%=%.o) $(FUZZER:%=%.o)

STATIC   := $(OUT)/libmmusim.a
SHARED   := $(OUT)/libmmusim.so.$(VERSION)

# --- Building ----------------------------------------------------------------

.PHONY: all lib tool examples modules test-modules tests san-tests more-tests deps demo \
	bench benches check check-valgrind check-san check-all check-exhaustive \
	soak fuzz fuzzer \
	install uninstall module-api fidelity format format-check clean distclean help
# A sanitized shared library would be of no use to anyone.
all: lib tool examples modules
lib: $(STATIC) $(if $(filter release,$(MODE)),$(SHARED))
tool: $(TOOL)
examples: $(EXAMPLES)
tests: $(TEST_BIN) $(TOOL) $(if $(filter san,$(MODE)),$(OUT)/lsan-probe)
all lib tool examples tests deps: ; @:

# These files change when the compiler or a flag does, and when a source of the
# library comes or goes; what depends on them is then remade.
# Valgrind's headers count, too: the sources use them where they are there, and
# "make check" may get them after "make demo" has built the library.
HASH := \#
WITH_VALGRIND = $(shell echo '$(HASH)include <valgrind/memcheck.h>' | \
	$(CC) $(DEPS_CPPFLAGS) -E -x c - >/dev/null 2>&1 && echo with valgrind.h)
$(OUT)/flags: TEXT = $(COMPILE) - $(COMPILE_KIMAGE) - $(LINK) - $(WITH_VALGRIND)
$(OUT)/objects: TEXT := $(LIB_OBJS) $(IN_IMAGE) $(TOOL_OBJS)
$(OUT)/flags $(OUT)/objects: FORCE
	@mkdir -p $(@D)
	@echo '$(TEXT)' | cmp -s - $@ || echo '$(TEXT)' > $@
FORCE:

$(KIMAGE): $(OUT)/%.o: %.c $(OUT)/flags
	@mkdir -p $(@D)
	@echo "  CC  $< (kernel image)$(TAG)"
	$(Q)$(COMPILE_KIMAGE) -MMD -MP -c $< -o $@

$(OUT)/%.o: %.c $(OUT)/flags
	@mkdir -p $(@D)
	@echo "  CC  $<$(TAG)"
	$(Q)$(COMPILE) -MMD -MP -c $< -o $@

# The gdb script is a section of the library.
$(OUT)/libmmusim/cpu/debug.o: libmmusim/gdb/mmusim-gdb.py

$(OUT)/%.S.o: %.S $(OUT)/flags
	@mkdir -p $(@D)
	@echo "  AS  $<$(TAG)"
	$(Q)$(COMPILE) -MMD -MP -c $< -o $@

# The kernel image is one object: a linker takes all of it from an archive, in
# this order.
$(IMAGE): $(IN_IMAGE) $(OUT)/objects
	@echo "  LD  $@"
	$(Q)$(CC) -r -nostdlib $(IN_IMAGE) -o $@

$(STATIC): $(ARCHIVED) $(OUT)/objects
	@echo "  AR  $@"
	@rm -f $@
	$(Q)ar rcs $@ $(ARCHIVED)

$(SHARED): $(ARCHIVED) $(OUT)/objects
	@echo "  LD  $@"
	$(Q)$(LINK) -shared -Wl,-soname,libmmusim.so.$(SOVER) \
		-Wl,-z,nodelete $(ARCHIVED) $(LIBS) -o $@

# Programs. The objects are named for make not to delete them in the end.
.SECONDARY: $(OBJS)
$(EXAMPLES): $(EXDIR)/%: $(OUT)/examples/%.o
$(BENCHES) $(TEST_BIN) $(FUZZER): %: %.o
$(filter %_parse,$(FUZZER)): $(TOOL_LIB)
$(BENCHES): LIBS += -lm
$(TEST_BIN): LIBS += -lcmocka
$(FUZZER): LIBS += -fsanitize=fuzzer
$(TEST_BIN): $(SUPPORT)
$(filter $(OUT)/tests/tool/%,$(TEST_BIN)): $(TOOL_LIB)
$(TOOL): $(TOOL_MAIN) $(TOOL_LIB)
$(TOOL): LIBS += $(TOOLLIBS)
$(TOOL_MAIN): Makefile # says the version
$(TOOL_MAIN): private COMPILE += -DMMUSIM_VERSION='"$(VERSION)"'
$(TOOL_LIB): $(filter-out $(TOOL_MAIN),$(TOOL_OBJS)) $(OUT)/objects
	@echo "  AR  $@"
	@rm -f $@
	$(Q)ar rcs $@ $(filter %.o,$^)
$(EXAMPLES) $(BENCHES) $(TEST_BIN) $(FUZZER) $(TOOL): $(STATIC)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	$(Q)$(LINK) $(filter %.o,$^) $(filter $(TOOL_LIB),$^) $(STATIC) $(LIBS) -o $@

# Does nothing. Where even this fails, run.sh knows not to look for leaks.
$(OUT)/lsan-probe: $(OUT)/flags
	@echo 'int main(void) { return 0; }' | $(LINK) -x c - -o $@

-include $(OBJS:.o=.d)

# Simulated kernel modules, by the same rule file that its users include.
# $(call build-modules,FROM,TO): FROM/modules.mk may say what to make of the
# sources there; otherwise each one is a module.
build-modules = +$(if $(wildcard $1/*.c),@$(MAKE) $(if $(V),,-s) \
	-f libmmusim/module.mk MODULE_SRC=$1 MODULE_OUT=$2 \
	$(if $(wildcard $1/modules.mk),,obj-m='$(patsubst \
	$1/%.c,%.o,$(wildcard $1/*.c))'),@:)

modules:
	$(call build-modules,examples/modules,examples/modules)
test-modules:
	$(call build-modules,tests/modules,build/modules)
	$(call build-modules,tests/data/modules/modules,build/data-modules)
	$(call build-modules,tests/data/oops/modules,build/oops-modules)
	$(call build-modules,tests/data/oops-more/modules,build/oops-more-modules)

# --- Running -----------------------------------------------------------------

demo: all
	@./$(EXDIR)/nullderef

benches: $(BENCHES)
bench: $(BENCHES)
	@for b in $(BENCHES); do ./$$b || exit; done

# Every test program runs natively, under Valgrind and with the sanitizers;
# run.sh is told which build serves which way.
RUN_TESTS = @MMUSIM_BUILD=$(OUT) MMUSIM_EXAMPLES=$(EXDIR) \
	MMUSIM_TOOL=$(TOOL) tests/run.sh
export DEPS_LDFLAGS DEPS_CPPFLAGS
WAYS  := native=$(OUT) valgrind=$(OUT) asan=build/san$(SUFFIX)

# TSan is for tests in which threads run. It takes the threads of a process that
# forked for those of its child, needs more addresses than limits leave, and has
# some where a kernel wants its own.
comma    := ,
empty    :=
NO_TSAN  := native/test_fork native/test_limits kernel/%
THREADED := $(sort $(wildcard tests/native/test_*.c) $(shell grep -l \
	pthread_create tests/*/test_*.c))
THREADED := soak $(filter-out $(NO_TSAN),$(THREADED:tests/%.c=%))
THREADED := $(subst $(empty) $(empty),$(comma),$(strip $(THREADED)))
MORE     := clang-native=build/release-clang clang-asan=build/san-clang \
	tsan=build/tsan:$(THREADED) clang-tsan=build/tsan-clang:$(THREADED) \
	O0-native=build/O0 O3-native=build/O3 nopie-native=build/nopie \
	clang-O0-native=build/O0-clang clang-O3-native=build/O3-clang

san-tests:
	@$(MAKE) MODE=san tests
more-tests:
	+@for mode in tsan O0 O3 nopie; do \
		$(MAKE) MODE=$$mode tests || exit; \
	done
	+@for mode in release san tsan O0 O3; do \
		$(MAKE) CC=clang MODE=$$mode tests || exit; \
	done

ifneq ($(filter check%,$(GOALS)),)
$(if $(filter-out release,$(MODE)),$(error "make check" has its own MODE=san))
$(if $(TESTS)$(SCRIPTS),,$(error T=$(T): there is no such test or area in tests/))
endif
# The layers below the kernel are tested without modules.
FOR_TESTS := $(if $(T),$(if $(filter-out x86 x86/% mem mem/% cpu cpu/%,\
	$(T)),test-modules),test-modules)

check: tests san-tests all $(FOR_TESTS)
	$(RUN_TESTS) $(TESTS) $(SCRIPTS) $(WAYS)
check-valgrind: tests modules $(FOR_TESTS)
	$(RUN_TESTS) $(TESTS) $(filter valgrind=%,$(WAYS))
check-san: san-tests modules $(FOR_TESTS)
	$(RUN_TESTS) $(TESTS) $(filter asan=%,$(WAYS))
check-all: tests san-tests more-tests all test-modules
	$(RUN_TESTS) $(TESTS) $(SCRIPTS) $(WAYS) $(MORE)

# About 200 million accesses, a quarter of a minute.
check-exhaustive: $(OUT)/tests/x86/test_exhaustive
	@$< --all

# Another seed each time; it is printed. Then a million faults in eight threads.
SOAK_SEED    ?= $(shell date +%s)
SOAK_SECONDS ?= 600
SOAK_FAULTS  ?= 1000000
soak: $(OUT)/tests/soak/test_soak
	@SOAK_SEED=$(SOAK_SEED) SOAK_SECONDS=$(SOAK_SECONDS) \
		SOAK_FAULTS=$(SOAK_FAULTS) $<

# What the fuzzer finds interesting stays in the corpus for the next run.
export FUZZ_SECONDS FUZZ_RUNS
FUZZ ?= walk elf parse
fuzz:
	@command -v clang >/dev/null || { echo "make fuzz needs clang and its" \
		"libFuzzer (Debian: clang, libclang-rt-dev)"; exit 1; }
	@$(MAKE) CC=clang MODE=fuzz fuzzer
	$(if $(filter walk,$(FUZZ)),tests/fuzz/run.sh \
		build/fuzz-clang/tests/fuzz/fuzz_walk \
		build/fuzz-clang/corpus tests/fuzz/seeds 300)
	$(if $(filter elf,$(FUZZ)),tests/fuzz/run.sh \
		build/fuzz-clang/tests/fuzz/fuzz_elf \
		build/fuzz-clang/corpus-elf "tests/data/oops/ko tests/data/modules/ko" 16384)
	$(if $(filter parse,$(FUZZ)),tests/fuzz/run.sh \
		build/fuzz-clang/tests/fuzz/fuzz_parse \
		build/fuzz-clang/corpus-parse tests/tool 300)
fuzzer: $(FUZZER)

# --- Installing --------------------------------------------------------------

D := $(DESTDIR)$(PREFIX)

# gdb looks here for a script with the name of a library. A gdb that is
# installed elsewhere has a folder of its own: GDB_AUTO_LOAD=/usr/share/...
GDB_AUTO_LOAD ?= $(PREFIX)/share/gdb/auto-load
GDB_DIR := $(DESTDIR)$(GDB_AUTO_LOAD)$(PREFIX)/lib

install: lib tool
	install -d $(D)/lib/pkgconfig $(D)/include/mmusim $(D)/share/mmusim \
		$(D)/bin $(D)/share/man/man1 \
		$(GDB_DIR)
	install -m 644 $(STATIC) $(D)/lib
	install -m 755 $(SHARED) $(D)/lib
	ln -sf libmmusim.so.$(VERSION) $(D)/lib/libmmusim.so.$(SOVER)
	ln -sf libmmusim.so.$(SOVER) $(D)/lib/libmmusim.so
	install -m 755 $(TOOL) $(D)/bin
	install -m 644 docs/mmusim.1 $(D)/share/man/man1
	install -m 644 libmmusim/include/mmusim/*.h $(D)/include/mmusim
	cp -R libmmusim/include/kapi libmmusim/module.mk \
		libmmusim/gdb/mmusim-gdb.py $(D)/share/mmusim
	chmod -R u=rwX,go=rX $(D)/share/mmusim
	install -m 644 libmmusim/gdb/mmusim-gdb.py \
		$(GDB_DIR)/$(notdir $(SHARED))-gdb.py
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' \
		-e 's|@LIBS@|$(LIBS)|' libmmusim/mmusim.pc.in \
		> $(D)/lib/pkgconfig/mmusim.pc
	@# The loader learns of a new library only from ldconfig.
	@test -n '$(DESTDIR)' || test `id -u` != 0 || ldconfig

uninstall:
	rm -f $(D)/lib/libmmusim.a $(D)/lib/libmmusim.so* \
		$(D)/lib/pkgconfig/mmusim.pc $(D)/bin/mmusim \
		$(D)/share/man/man1/mmusim.1
	rm -rf $(D)/include/mmusim $(D)/share/mmusim
	rm -f $(GDB_DIR)/libmmusim.so*-gdb.py

# --- Housekeeping ------------------------------------------------------------

# Not the test data, and not faulty.c, whose line numbers the texts quote.
FORMATTED = $(shell find libmmusim examples tests bench -name '*.[ch]' \
	! -path 'tests/data/*' ! -path '*/.mod/*' ! -path examples/modules/faulty.c 2>/dev/null)

# These documents are checked by the programs that can write them.
fidelity: $(OUT)/tests/kernel/test_fidelity test-modules
	$(Q)MMUSIM_WRITE_DOC=1 $<
module-api: $(OUT)/tests/kernel/test_module_api
	$(Q)MMUSIM_WRITE_DOC=1 $<

format format-check:
	@clang-format $(if $(filter format,$@),-i,--dry-run -Werror) $(FORMATTED)

clean:
	rm -rf build
	rm -f $(patsubst %.c,%,$(wildcard examples/*.c))
	rm -rf examples/modules/*.ko examples/modules/.mod

# Also what "make deps" unpacked.
distclean: clean
	rm -rf .deps

# The comment at the top of this file.
help:
	@sed -n -e '1,2d' -e '/^$$/q' -e 's/^# \{0,1\}//p' Makefile
