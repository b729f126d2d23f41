# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every source here: our headers suffice for all of them.

obj-m := $(patsubst $(MODULE_SRC)/%.c,%.o,$(wildcard $(MODULE_SRC)/*.c))
