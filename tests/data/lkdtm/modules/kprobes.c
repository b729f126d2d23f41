// SPDX-License-Identifier: GPL-2.0-or-later
/* Probes at entries, at each instruction of a function, and where there can be none. */
#include <linux/module.h>
#include <linux/kprobes.h>
#include <linux/slab.h>

int kp_function(int way);
void kp_return(void);

/* Distances from the beginning: see offsets[]. */
asm(".pushsection .text\n"
    "kp_helper:	add $100, %eax\n"
    "	ret\n"
    "	.globl kp_return\n"
    "	.type kp_return, @function\n"
    "kp_return:	ret\n"
    "	.globl kp_function\n"
    "	.type kp_function, @function\n"
    "kp_function:\n"
    "	mov kp_value(%rip), %eax\n"
    "	test %edi, %edi\n"
    "	je 1f\n"
    "	add $1, %eax\n"
    "1:	push %rbx\n"
    "	call kp_helper\n"
    "	pop %rbx\n"
    "	mov $3, %ecx\n"
    "2:	add $2, %eax\n"
    "	loop 2b\n"
    "	lea kp_helper(%rip), %rdx\n"
    "	call *%rdx\n"
    "	jmp 3f\n"
    "	int3\n"
    "3:	ret\n"
    "	.popsection\n");

int kp_value = 1000;

static const unsigned int offsets[] = {0,  6,  8,  10, 13, 14, 19,
				       20, 25, 28, 30, 37, 39, 42};
static int hits, posts;
static volatile int size = 300;

static noinline int target(int a, int b)
{
	pr_info("kprobes: target %d %d\n", a, b);
	return a * b;
}

static int pre(struct kprobe *p, struct pt_regs *regs)
{
	hits++;
	return 0;
}

static void post(struct kprobe *p, struct pt_regs *regs, unsigned long flags)
{
	posts++;
}

static int talk(struct kprobe *p, struct pt_regs *regs)
{
	pr_info("kprobes: pre di=%d ip-addr=%d preempt %d\n", (int)regs->di,
		(int)(regs->ip - (unsigned long)p->addr), !!preempt_count());
	return 0;
}

/* It returns at once. */
static int skip(struct kprobe *p, struct pt_regs *regs)
{
	regs->ax = 4711;
	regs->ip = (unsigned long)kp_return;
	return 1;
}

static int inner_calls;

static int inner(struct kprobe *p, struct pt_regs *regs)
{
	inner_calls++;
	return 0;
}

static struct kprobe nested = {.symbol_name = "kp_function", .pre_handler = inner};

static int calls_probed(struct kprobe *p, struct pt_regs *regs)
{
	kp_function(1);
	return 0;
}

static void each_instruction(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		struct kprobe p = {.symbol_name = "kp_function",
				   .offset = offsets[i],
				   .pre_handler = pre,
				   .post_handler = post};
		int err = register_kprobe(&p), zero, one;

		hits = posts = 0;
		zero = kp_function(0);
		one = kp_function(1);
		if (!err)
			unregister_kprobe(&p);
		pr_info("kprobes: +%u: %d, %d %d, %d hits, %d posts\n",
			offsets[i], err, zero, one, hits, posts);
	}
	pr_info("kprobes: none: %d %d\n", kp_function(0), kp_function(1));
}

static int try(const char *name, unsigned int offset)
{
	struct kprobe p = {.symbol_name = name, .offset = offset,
			   .pre_handler = pre};
	int err = register_kprobe(&p);

	if (!err)
		unregister_kprobe(&p);
	return err;
}

static void entries(void)
{
	struct kprobe p = {.addr = (kprobe_opcode_t *)target,
			   .pre_handler = talk};
	struct kprobe q = {.symbol_name = "__kmalloc", .pre_handler = talk};
	struct kprobe r = {.addr = (kprobe_opcode_t *)target,
			   .pre_handler = skip};

	pr_info("kprobes: register %d\n", register_kprobe(&p));
	pr_info("kprobes: %d\n", target(6, 7));
	pr_info("kprobes: disable %d\n", disable_kprobe(&p));
	pr_info("kprobes: %d\n", target(6, 7));
	unregister_kprobe(&p);
	pr_info("kprobes: register %d\n", register_kprobe(&q));
	kfree(kmalloc(size, GFP_KERNEL));
	unregister_kprobe(&q);
	pr_info("kprobes: register %d\n", register_kprobe(&r));
	pr_info("kprobes: %d\n", target(6, 7));
	unregister_kprobe(&r);
	pr_info("kprobes: %d\n", target(6, 7));
}

static void misses(void)
{
	struct kprobe p = {.addr = (kprobe_opcode_t *)target,
			   .pre_handler = calls_probed};

	register_kprobe(&nested);
	register_kprobe(&p);
	target(1, 2);
	unregister_kprobe(&p);
	unregister_kprobe(&nested);
	pr_info("kprobes: inner called %d times, missed %lu\n", inner_calls,
		nested.nmissed);
}

static int __init kprobes_init(void)
{
	struct kprobe none = {.pre_handler = pre};
	struct kprobe both = {.symbol_name = "__kmalloc",
			      .addr = (kprobe_opcode_t *)target};

	each_instruction();
	entries();
	misses();
	pr_info("kprobes: no such function %d\n", try("no_such_function", 0));
	pr_info("kprobes: data %d\n", try("jiffies", 0));
	pr_info("kprobes: in the middle %d %d\n", try("kp_function", 1),
		try("__kmalloc", 1));
	pr_info("kprobes: a breakpoint %d\n", try("kp_function", 41));
	pr_info("kprobes: nothing %d, both %d\n", register_kprobe(&none),
		register_kprobe(&both));
	return 0;
}

static void __exit kprobes_exit(void)
{
}

module_init(kprobes_init);
module_exit(kprobes_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kprobes");
