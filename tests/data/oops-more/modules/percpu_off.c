// SPDX-License-Identifier: GPL-2.0
// percpu_off: a per-CPU pointer is used as if it were an ordinary one
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/percpu.h>

struct c { long n; };
static noinline void count(struct c *c) { c->n++; }
static int __init start(void)
{
	struct c __percpu *c = alloc_percpu(struct c);
	count((struct c __force *)c + (1ul << 44));
	return 0;
}
module_init(start);
static void __exit stop(void)
{
}
module_exit(stop);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a per-CPU pointer is used as if it were an ordinary one");
