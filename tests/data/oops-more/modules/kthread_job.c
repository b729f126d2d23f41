/* A kernel thread with a name of its own does two jobs of three; insmod sleeps in init meanwhile, then ends well. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("bad pointer among the jobs of a kernel thread");

struct kthread_job { int n; long *result; };

static long kthread_job_results[2];
static struct kthread_job kthread_job_list[4] = {
	{ 1, &kthread_job_results[0] }, { 2, &kthread_job_results[1] }, { 3, (long *)0x30000UL }
};

static noinline void kthread_job_do(struct kthread_job *j)
{
	WRITE_ONCE(*j->result, j->n * 10);
	printk(KERN_INFO "kthread_job: job %d result %ld\n", j->n, *j->result);
}

static int kthread_job_fn(void *data)
{
	struct kthread_job *j = data;

	for (; j->n; j++)
		kthread_job_do(j);
	return 0;
}

static int __init kthread_job_init(void)
{
	kthread_run(kthread_job_fn, kthread_job_list, "jobd/%d", 3);
	msleep(400);
	printk(KERN_INFO "kthread_job: loaded\n");
	return 0;
}

static void __exit kthread_job_exit(void)
{
	printk(KERN_INFO "kthread_job: unloaded\n");
}

module_init(kthread_job_init);
module_exit(kthread_job_exit);
