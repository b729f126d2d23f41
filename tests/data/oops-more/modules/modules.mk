# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every source here is a module.

obj-m := $(patsubst $(MODULE_SRC)/%.c,%.o,$(wildcard $(MODULE_SRC)/*.c))
