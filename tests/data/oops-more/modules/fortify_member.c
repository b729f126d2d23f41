// memset() of one member reaches into the next: the compiler has warned, and calls a
// function that does nothing; nobody notices but who looks. Beyond the structure it
// is fatal.
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

struct packet {
	char head[8];
	char body[24];
};

static noinline void clear_head(struct packet *p, size_t len)
{
	memset(p->head, 0, len);
}

static int __init fortify_member_init(void)
{
	struct packet *p = kmalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	memset(p, 0x41, sizeof(*p));
	memset(p->head, 0x42, 12);
	pr_info("fortify_member: %c %c\n", p->body[3], p->body[4]);
	clear_head(p, 9);
	pr_info("fortify_member: %d\n", p->body[0]);
	kfree(p);
	return 0;
}

module_init(fortify_member_init);
MODULE_LICENSE("GPL");
