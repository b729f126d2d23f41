# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every source here is a module of its own, but for the two halves of multi.
multi-objs := multi_a.o multi_b.o

obj-m := multi.o $(filter-out $(multi-objs), \
	$(patsubst $(MODULE_SRC)/%.c,%.o,$(wildcard $(MODULE_SRC)/*.c)))

# A call at the end of a function would be a jump, and its caller not in the traces
# that the tests look at.
ccflags-y += -fno-optimize-sibling-calls
