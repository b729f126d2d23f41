# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every source here is a module.
obj-m := $(patsubst $(MODULE_SRC)/%.c,%.o,$(wildcard $(MODULE_SRC)/*.c))

# For teaching: a call at the end of a function would be a jump, and traces would not
# name that function. A kernel's own build leaves this flag out.
ccflags-y += -fno-optimize-sibling-calls
