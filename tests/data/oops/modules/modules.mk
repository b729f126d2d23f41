# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every source here that our headers suffice for.
need-more := stac_unmapped.o stac_unpop.o # stac()
need-more += copy_user_kernel_unmapped.o copy_user_noncanon.o # raw_copy_...()
need-more += stack_overflow.o # compilers warn of it
need-more += pte_notpresent_vmalloc.o pte_rsvd_vmalloc.o \
	pte_rsvd_vmalloc_w.o pte_user_vmalloc.o # pte_t

obj-m := $(filter-out $(need-more), \
	$(patsubst $(MODULE_SRC)/%.c,%.o,$(wildcard $(MODULE_SRC)/*.c)))
