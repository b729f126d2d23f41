#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("buffer overflow on a kernel thread's stack");

static char line[] = "GET /a/very/long/path/that/does/not/fit/into/the/buffer HTTP/1.0";

static noinline int parse(const char *s, size_t n)
{
	char word[12];
	size_t i;

	for (i = 0; i < n; i++) {
		word[i] = s[i];
		barrier_data(word);
	}
	return word[0] == 'G';
}

static int server(void *arg)
{
	pr_info("kt_smash: %d\n", parse(line, sizeof(line) - 1));
	return 0;
}

static int __init kt_smash_init(void)
{
	kthread_run(server, NULL, "httpd_k");
	return 0;
}

static void __exit kt_smash_exit(void)
{
	printk(KERN_INFO "kt_smash: unloaded\n");
}

module_init(kt_smash_init);
module_exit(kt_smash_exit);
