# SPDX-License-Identifier: GPL-2.0-or-later
#
# Builds modules for the simulated kernel. No kernel headers are needed.
#
#	obj-m := hello.o		# hello.c makes hello.ko
#	obj-m += multi.o		# several sources make multi.ko
#	multi-objs := a.o b.o
#	include path/to/module.mk
#
# Targets: "modules" (the first, so plain "make" does it) and "modules_clean",
# which "make clean" does, too, along with your own commands for it.
#
# Variables, all optional:
#
#	MODULE_SRC	where the sources are (here); without obj-m the file
#			modules.mk in that directory must set it
#	MODULE_OUT	where the .ko files go (here); what else is made goes to
#			the directory .mod in it
#	ccflags-y	more compiler flags; CFLAGS_hello.o for one object
#	CC, LD, NM	the tools
#	V=1		shows whole commands
#
# CFLAGS is not used: module code runs in simulated memory, where sanitizers
# and the like would be wrong.

# Here, before any other file is included, the last makefile is this one.
mod-dir := $(dir $(lastword $(MAKEFILE_LIST)))
mod-kapi := $(firstword $(wildcard $(mod-dir)include/kapi $(mod-dir)kapi))
ifeq ($(mod-kapi),)
$(error module.mk: no kapi headers beside $(mod-dir))
endif

MODULE_SRC ?= .
MODULE_OUT ?= .
NM ?= nm

ifndef obj-m
include $(MODULE_SRC)/modules.mk
endif

# The current directory is an empty prefix, so that names stay short.
mod-prefix = $(if $(filter-out . ./,$1),$(patsubst %/,%,$1)/)
mod-src := $(call mod-prefix,$(MODULE_SRC))
mod-out := $(call mod-prefix,$(MODULE_OUT))
mod-tmp := $(mod-out).mod
mod-names := $(obj-m:.o=)
mod-kos := $(mod-names:%=$(mod-out)%.ko)

modules: $(mod-kos)

modules_clean:
	rm -f $(mod-kos)
	rm -rf $(mod-tmp)

clean: modules_clean

.PHONY: modules modules_clean clean mod-force

# The flags are the kernel's own for x86-64, with frame pointers.
#
# - kernel model, no PIC: addresses fit in 32 signed bits, no GOT is needed.
# - no red zone: an exception frame may be pushed just below the stack pointer.
# - integer registers only; the kernel saves no others.
# - memcpy() and its like are what the compiler thinks they are, but it may not call
#   functions that the kernel lacks.
# - a null pointer may be followed: that it faults is what we want to see.
# - frame pointers, set up before anything else is done, and no sibling calls,
#   so that call traces are complete. A function either begins with "push %rbp;
#   mov %rsp,%rbp" or leaves the stack pointer alone (GCC, in leaf functions).
# - DWARF 4 with address ranges: every debugger at hand finds lines in it.
mod-try = $(shell $(CC) -Werror -mno-sse $1 -c -o /dev/null -x c /dev/null \
	>/dev/null 2>&1 && echo $1)

# - stack protector: the canary is where the kernel keeps it for CPU 0.
mod-canary := -fstack-protector-strong -mstack-protector-guard=tls \
	-mstack-protector-guard-reg=gs -mstack-protector-guard-offset=40

# - the compiler says nothing of copies that stop early, bounds of arrays, and what
#   may not be initialized, as in the kernel.
mod-quiet := -Wno-stringop-truncation -Wno-format-truncation -Wno-array-bounds \
	-Wno-stringop-overflow -Wno-alloc-size-larger-than \
	-Wno-maybe-uninitialized

mod-cflags := -std=gnu11 -O2 -g -gdwarf-4 -nostdinc \
	-fno-builtin-bcmp -fno-builtin-stpcpy \
	-I$(mod-kapi) -include $(mod-kapi)/linux/kconfig.h -D__KERNEL__ -DMODULE \
	-Wall -Wno-pointer-sign -Wno-format-security \
	-Werror=implicit-function-declaration -Werror=implicit-int \
	-Werror=return-type \
	-m64 -mcmodel=kernel -fno-pic -fno-pie \
	-mno-red-zone -mno-mmx -mno-sse -mno-avx -mno-80387 \
	-fno-delete-null-pointer-checks -fno-strict-aliasing \
	-fno-strict-overflow -fno-common \
	-fno-omit-frame-pointer -mno-omit-leaf-frame-pointer \
	-fno-jump-tables \
	-fno-asynchronous-unwind-tables -fno-unwind-tables \
	-fcf-protection=none \
	$(or $(call mod-try,$(mod-canary)),-fno-stack-protector) \
	$(call mod-try,$(mod-quiet)) \
	$(call mod-try,-fno-shrink-wrap) \
	$(call mod-try,-fno-schedule-insns2) \
	$(call mod-try,-gdwarf-aranges) \
	$(call mod-try,-mskip-rax-setup) \
	$(call mod-try,-mpreferred-stack-boundary=3) \
	$(call mod-try,-mstack-alignment=8)

# $(call mod-cc,MODULE,SOURCE,OBJECT): compiles one file of a module.
mod-ident = $(subst -,_,$(notdir $1))
mod-cc = $(CC) $(mod-cflags) $(ccflags-y) $(CFLAGS_$(notdir $3)) \
	-DKBUILD_MODNAME='"$(call mod-ident,$1)"' \
	-DKBUILD_BASENAME='"$(call mod-ident,$(basename $3))"' \
	-MMD -MP -MF $3.d -c -o $3 $2

mod-ld = $(LD) -r -m elf_x86_64 -z noexecstack --build-id=sha1

# $(call mod-say,WHAT,FILE) begins a recipe line: "  CC [M]  hello.o".
mod-say = $(if $(filter 1,$(V)),,@printf '  %-7s %s\n' '$1' '$2';)

# NAME.mod.c holds what the loader wants to find in every module. Which of
# the two functions there are, the objects themselves say.
mod-has = $(NM) $(filter %.o,$^) | grep -q ' T $1$$'
define mod-write
{ echo '/* Made by module.mk. */'; \
  echo '#include <linux/module.h>'; \
  echo '#include <linux/vermagic.h>'; \
  echo; \
  echo 'MODULE_INFO(name, KBUILD_MODNAME);'; \
  echo 'MODULE_INFO(vermagic, VERMAGIC_STRING);'; \
  echo; \
  echo 'struct module __this_module'; \
  echo '	__section(".gnu.linkonce.this_module") = {'; \
  echo '	.name = KBUILD_MODNAME,'; \
  if $(call mod-has,init_module); then \
  echo '	.init = init_module,'; fi; \
  if $(call mod-has,cleanup_module); then \
  echo '	.exit = cleanup_module,'; fi; \
  echo '};'; } > $@
endef

# Changed commands rebuild like changed sources: the file is touched only when
# its content would differ.
mod-quote = '$(subst ','\'',$1)'
mod-command = $(CC) $(mod-cflags) $(ccflags-y) $(mod-ld)

$(mod-tmp)/command: mod-force
	@mkdir -p $(@D)
	@echo $(call mod-quote,$(mod-command)) | cmp -s - $@ || \
		echo $(call mod-quote,$(mod-command)) > $@

# The rules for one module, $1. Its files have a directory of their own.
define mod-rules
mod-objs-$1 := $$(addprefix $(mod-tmp)/$1/, \
	$$(or $$(strip $$($1-objs) $$($1-y)),$1.o))

$(mod-tmp)/$1/%.o: $(mod-src)%.c $(mod-tmp)/command $(mod-dir)module.mk
	@mkdir -p $$(@D)
	$$(call mod-say,CC [M],$$*.o)$$(call mod-cc,$1,$$<,$$@)

$(mod-tmp)/$1/$1.mod.c: $$(mod-objs-$1) $(mod-dir)module.mk
	@$$(mod-write)

$(mod-tmp)/$1/$1.mod.o: $(mod-tmp)/$1/$1.mod.c
	$$(call mod-say,CC [M],$1.mod.o)$$(call mod-cc,$1,$$<,$$@)

$(mod-out)$1.ko: $$(mod-objs-$1) $(mod-tmp)/$1/$1.mod.o
	$$(call mod-say,LD [M],$1.ko)$$(mod-ld) -o $$@ $$^

-include $$(addsuffix .d,$$(mod-objs-$1) $(mod-tmp)/$1/$1.mod.o)
endef

$(foreach name,$(mod-names),$(eval $(call mod-rules,$(name))))
