#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <asm/fpu/api.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("x87 divides by zero with its exception unmasked; the next instruction waits");

static const double fpu_one = 1, fpu_zero;
static double fpu_out;

static noinline void fpu_div(const double *a, const double *b)
{
	unsigned short control = 0x037b;

	asm volatile("fldcw %0\n\tfldl %1\n\tfdivl %2\n\tfstpl %3\n\tfwait"
		     : : "m" (control), "m" (*a), "m" (*b), "m" (fpu_out) : "memory");
}

static int __init fpu_trap_init(void)
{
	kernel_fpu_begin();
	fpu_div(&fpu_zero, &fpu_one);
	pr_info("fpu_trap: first done\n");
	fpu_div(&fpu_one, &fpu_zero);
	kernel_fpu_end();
	pr_info("fpu_trap: second done\n");
	return 0;
}

static void __exit fpu_trap_exit(void)
{
}

module_init(fpu_trap_init);
module_exit(fpu_trap_exit);
