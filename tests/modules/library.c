/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's library as a module sees it: trees, per-CPU variables, dumps. */
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/rbtree.h>
#include <linux/string.h>

void *__alloc_percpu(size_t size, size_t align);
void free_percpu(void *ptr);
int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize,
		       char *linebuf, size_t linebuflen, bool ascii);

/* --- red-black trees ------------------------------------------------------------ */

enum { NODES = 64, STEPS = 2000 };

struct number {
	struct rb_node node;
	unsigned int value;
	bool in;
};

static struct number numbers[NODES];
static struct rb_root root;

static struct number *number_of(const struct rb_node *node)
{
	return rb_entry(node, struct number, node);
}

static void insert(struct number *number)
{
	struct rb_node **link = &root.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = number->value < number_of(parent)->value ?
			       &parent->rb_left :
			       &parent->rb_right;
	}
	rb_link_node(&number->node, parent, link);
	rb_insert_color(&number->node, &root);
}

/* How many black ones are on each way down; -1: not as many everywhere, or a red
 * one has a red child, or a wrong parent. */
static int black_height(const struct rb_node *node,
			const struct rb_node *parent)
{
	int left, right;
	bool black;

	if (!node)
		return 0;
	black = node->__rb_parent_color & 1;
	left = black_height(node->rb_left, node);
	right = black_height(node->rb_right, node);
	if (rb_parent(node) != parent || left < 0 || left != right ||
	    (!black && (!parent || !(parent->__rb_parent_color & 1))))
		return -1;
	return left + black;
}

/* Both ways through it: as many as there are, in order. */
static bool in_order(unsigned int n)
{
	unsigned int there = 0, back = 0, last = 0;
	struct rb_node *node;

	for (node = rb_first(&root); node; node = rb_next(node), there++) {
		if (there && number_of(node)->value < last)
			return false;
		last = number_of(node)->value;
	}
	for (node = rb_last(&root); node; node = rb_prev(node))
		back++;
	return there == n && back == n;
}

static void grow_and_shrink(void)
{
	unsigned int seed = 1, n = 0, bad = 0;

	for (int step = 0; step < STEPS; step++) {
		struct number *number;

		seed = seed * 1103515245 + 12345;
		number = &numbers[seed >> 16 & (NODES - 1)];
		if (number->in) {
			rb_erase(&number->node, &root);
			n--;
		} else {
			number->value = seed >> 8 & 0xff;
			insert(number);
			n++;
		}
		number->in = !number->in;
		bad += black_height(root.rb_node, NULL) < 0 || !in_order(n);
	}
	pr_info("library: %u of %u trees are bad\n", bad, STEPS);
}

/* --- others ---------------------------------------------------------------------- */

static void take_and_give_back(void)
{
	unsigned int missing = 0;

	for (int i = 0; i < 1000; i++) {
		void *variable = __alloc_percpu(100, 8);

		missing += !variable;
		free_percpu(variable);
	}
	pr_info("library: %u variables are missing\n", missing);
}

static void dump_what_fits(void)
{
	char line[8];

	for (size_t room = 0; room < 8; room++) {
		int n;

		memset(line, '~', sizeof(line));
		n = hex_dump_to_buffer("abc", 3, 16, 1, line, room, false);
		pr_info("library: %d %.*s|%d\n", n, room ? 8 : 0, line,
			line[room] == '~');
	}
}

static int __init library_init(void)
{
	grow_and_shrink();
	take_and_give_back();
	dump_what_fits();
	return 0;
}

static void __exit library_exit(void)
{
}

module_init(library_init);
module_exit(library_exit);
MODULE_LICENSE("GPL");
