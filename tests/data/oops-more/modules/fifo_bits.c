#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kfifo.h>
#include <linux/bitmap.h>
#include <linux/llist.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfifo, bitmap and llist used wrongly");

static DECLARE_KFIFO_PTR(fifo_ptr, u32);
static DEFINE_KFIFO(fifo_ok, u8, 16);
static DECLARE_BITMAP(bits, 64);
static struct llist_node *bits_after;
static LLIST_HEAD(fifo_pushed);

struct token {
	u32 id;
	struct llist_node ll;
};

static noinline int fifo_walk(struct llist_node *first)
{
	struct token *t;
	int n = 0;

	llist_for_each_entry(t, first, ll)
		n += t->id;
	return n;
}

static int __init fifo_bits_init(void)
{
	u32 v = 7, got = 0;
	u8 b[20];
	static struct token t = { .id = 5 };

	memset(b, 'q', sizeof(b));
	pr_info("fifo_bits: alloc %d\n", kfifo_alloc(&fifo_ptr, 1, GFP_KERNEL));
	pr_info("fifo_bits: in %u len %u avail %u\n", kfifo_in(&fifo_ok, b, 20), kfifo_len(&fifo_ok), kfifo_avail(&fifo_ok));
	pr_info("fifo_bits: out %u\n", kfifo_out(&fifo_ok, b, 5));
	llist_add(&t.ll, &fifo_pushed);
	bitmap_set(bits, 60, 68);
	pr_info("fifo_bits: weight %d first zero %lu\n", bitmap_weight(bits, 64), find_first_zero_bit(bits, 64));
	pr_info("fifo_bits: walk %d\n", fifo_walk(fifo_pushed.first));
	t.ll.next = (struct llist_node *)(0x5000 | (bits_after ? 1 : 0));
	pr_info("fifo_bits: put %u\n", kfifo_put(&fifo_ptr, v));
	pr_info("fifo_bits: get %u %u\n", kfifo_get(&fifo_ptr, &got), got);
	return fifo_walk(fifo_pushed.first);
}

static void __exit fifo_bits_exit(void)
{
}

module_init(fifo_bits_init);
module_exit(fifo_bits_exit);
