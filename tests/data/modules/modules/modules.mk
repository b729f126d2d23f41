# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every source here is a module, but for those that need headers which are not in
# include/kapi: they are tested as binaries alone.
without-headers := irqs.o libs.o

obj-m := $(filter-out $(without-headers), \
	$(patsubst $(MODULE_SRC)/%.c,%.o,$(wildcard $(MODULE_SRC)/*.c)))
