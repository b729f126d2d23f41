# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every source here: our headers suffice for all of them.

obj-m := $(patsubst $(MODULE_SRC)/%.c,%.o,$(wildcard $(MODULE_SRC)/*.c))

# That is the point of it.
CFLAGS_stack_overflow.o := $(shell $(CC) -Werror -Winfinite-recursion -c -x c \
	-o /dev/null /dev/null 2>/dev/null && echo -Wno-infinite-recursion)
