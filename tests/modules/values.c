// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * values.c - library functions whose results are known: says each that is wrong, and
 * how many there are. For test_values.c.
 */
#include <asm/byteorder.h>
#include <asm/fpu/api.h>
#include <asm/unaligned.h>
#include <linux/crc-ccitt.h>
#include <linux/crc32.h>
#include <linux/kallsyms.h>
#include <linux/klist.h>
#include <linux/llist.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/seq_file.h>
#include <linux/sort.h>
#include <linux/spinlock.h>

MODULE_LICENSE("GPL");

static int wrong, asked;

#define IS(expression, value)                                               \
	do {                                                                \
		u64 __is = (u64)(expression);                               \
		asked++;                                                    \
		if (__is != (u64)(value)) {                                 \
			wrong++;                                            \
			pr_info("values: %s is %llx\n", #expression, __is); \
		}                                                           \
	} while (0)

static const u8 digits[] = "123456789"; /* what catalogues of CRCs use */

static void sums(void)
{
	IS(crc32_le(~0, digits, 9) ^ 0xffffffff, 0xcbf43926);
	IS(crc32_be(~0, digits, 9), 0x0376e6e7);
	IS(__crc32c_le(~0, digits, 9) ^ 0xffffffff, 0xe3069283);
	IS(crc_ccitt(0, digits, 9), 0x2189);
	IS(crc_ccitt_false(0xffff, digits, 9), 0x29b1);
}

static void orders(void)
{
	IS(cpu_to_be16(0x1234), 0x3412);
	IS(be32_to_cpu((__force __be32)0x12345678), 0x78563412);
	IS(cpu_to_le64(0x123456789ull), 0x123456789ull);
	IS(swab64(1), 1ull << 56);
	IS(get_unaligned_be32(digits + 1), 0x32333435);
	IS(get_unaligned_le16(digits + 1), 0x3332);
	IS(mul_u64_u64_div_u64(1ull << 63, 6, 12), 1ull << 62);
}

/* --- walks ---------------------------------------------------------------------- */

struct stop {
	struct klist_node node;
	u32 nr;
};

static u64 gone;

static void stop_put(struct klist_node *node)
{
	gone = gone << 4 | container_of(node, struct stop, node)->nr;
}

static u64 walk(struct klist *line, struct klist_node *from, bool back)
{
	struct klist_iter iter;
	struct klist_node *node;
	u64 seen = 0;

	klist_iter_init_node(line, &iter, from);
	while ((node = back ? klist_prev(&iter) : klist_next(&iter)))
		seen = seen << 4 | container_of(node, struct stop, node)->nr;
	klist_iter_exit(&iter);
	return seen;
}

static void klists(void)
{
	static DEFINE_KLIST(line, NULL, stop_put);
	static struct stop stop[4] = {
		{.nr = 1}, {.nr = 2}, {.nr = 3}, {.nr = 4}};
	struct klist_iter iter;

	klist_add_tail(&stop[0].node, &line);
	klist_add_head(&stop[1].node, &line);
	klist_add_behind(&stop[2].node, &stop[1].node);
	klist_add_before(&stop[3].node, &stop[1].node);
	IS(walk(&line, NULL, false), 0x4231);
	IS(walk(&line, NULL, true), 0x1324);
	IS(walk(&line, &stop[2].node, false), 1);
	/* What a walk is at stays until it goes on. */
	klist_iter_init_node(&line, &iter, &stop[1].node);
	klist_del(&stop[1].node);
	IS(klist_node_attached(&stop[1].node), 1);
	IS(gone, 0);
	IS(walk(&line, NULL, false), 0x431);
	IS(klist_next(&iter) == &stop[2].node, 1);
	IS(klist_node_attached(&stop[1].node), 0);
	IS(gone, 2);
	klist_iter_exit(&iter);
	klist_remove(&stop[2].node);
	IS(walk(&line, NULL, false), 0x41);
}

static void lists(void)
{
	static LIST_HEAD(head);
	static struct list_head entry[2];
	static struct hlist_node chained;
	static struct hlist_head chain;
	static struct llist_node pushed[2];
	static LLIST_HEAD(stack);
	struct llist_node *at;
	loff_t pos = 0;
	int n = 0;

	list_add_tail(&entry[0], &head);
	list_add_tail(&entry[1], &head);
	hlist_add_head(&chained, &chain);
	IS(seq_list_start(&head, 1) == &entry[1], 1);
	IS(seq_list_start(&head, 2) == NULL, 1);
	IS(seq_list_start_head(&head, 0) == &head, 1);
	IS(seq_list_next(&entry[0], &head, &pos) == &entry[1], 1);
	IS(seq_list_next(&entry[1], &head, &pos) == NULL, 1);
	IS(pos, 2);
	IS(seq_hlist_start(&chain, 0) == &chained, 1);
	IS(seq_hlist_next(SEQ_START_TOKEN, &chain, &pos) == &chained, 1);
	IS(seq_hlist_next(&chained, &chain, &pos) == NULL, 1);
	llist_add(&pushed[0], &stack);
	llist_add(&pushed[1], &stack);
	llist_for_each(at, llist_del_all(&stack))
		n = n << 4 | (int)(at - pushed + 1);
	IS(n, 0x21);
	IS(llist_empty(&stack), 1);
}

/* --- the rest --------------------------------------------------------------------- */

static u64 compared;

static int compare(const void *a, const void *b, const void *data)
{
	compared = compared << 8 | *(const u8 *)a << 4 | *(const u8 *)b;
	return (*(const u8 *)a - *(const u8 *)b) * *(const int *)data;
}

static void others(void)
{
	static DEFINE_SPINLOCK(lock);
	u8 number[4] = {3, 1, 4, 2};
	int backwards = -1;
	refcount_t refs = REFCOUNT_INIT(2);
	unsigned long last = 0;
	char name[KSYM_SYMBOL_LEN];

	sort_r(number, 4, 1, compare, NULL, &backwards);
	IS(get_unaligned_be32(number), 0x04030201);
	IS(compared, 0x121432243243ull);
	IS(refcount_dec_not_one(&refs), 1);
	IS(refcount_dec_not_one(&refs), 0);
	IS(refcount_dec_and_lock(&refs, &lock), 1);
	IS(spin_is_locked(&lock), 1);
	spin_unlock(&lock);
	IS(refcount_dec_if_one(&refs), 0);
	IS(printk_timed_ratelimit(&last, 1000), 1);
	IS(printk_timed_ratelimit(&last, 1000), 0);
	IS(test_taint(TAINT_OOT_MODULE), 1);
	IS(test_taint(TAINT_MACHINE_CHECK), 0);
	sprint_symbol_no_offset(name, (unsigned long)compare + 3);
	IS(strcmp(name, "compare [values]"), 0);
	IS(irq_fpu_usable(), 1);
	kernel_fpu_begin();
	IS(irq_fpu_usable(), 0);
	IS(in_atomic(), 1);
	kernel_fpu_end();
	IS(in_atomic(), 0);
}

static int __init values_init(void)
{
	sums();
	orders();
	klists();
	lists();
	others();
	pr_info("values: %d of %d are wrong\n", wrong, asked);
	return 0;
}

module_init(values_init);
