# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every source here that our headers suffice for.
need-more := stac_unmapped.o # linux/mman.h

obj-m := $(filter-out $(need-more), \
	$(patsubst $(MODULE_SRC)/%.c,%.o,$(wildcard $(MODULE_SRC)/*.c)))
