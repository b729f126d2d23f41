// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/err.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("print_hex_dump and formats");

static noinline void hex_dump_here(void)
{
	printk(KERN_INFO "hex_dump: here\n");
}

static int __init hex_dump_init(void)
{
	static const unsigned char mac[6] = { 0, 0x11, 0x22, 0x33, 0x44, 0xff };
	static const unsigned char ip[4] = { 192, 168, 1, 20 };
	static const unsigned char bytes[20] = "some bytes here";
	int i = 5;

	print_hex_dump(KERN_INFO, "hex_dump: ", DUMP_PREFIX_OFFSET, 16, 1, bytes, sizeof(bytes), true);
	print_hex_dump(KERN_INFO, "hex_dump: ", DUMP_PREFIX_NONE, 16, 4, bytes, 16, false);
	print_hex_dump_bytes("hex_dump: ", DUMP_PREFIX_NONE, bytes, 8);
	printk(KERN_INFO "hex_dump: %*ph %pM %pI4 %pm\n", 4, bytes, mac, ip, mac);
	printk(KERN_INFO "hex_dump: %ps %pS %pB\n", hex_dump_here, hex_dump_here, hex_dump_here);
	printk(KERN_INFO "hex_dump: %ps %pe %pe\n", _printk, ERR_PTR(-EINVAL), NULL);
	printk(KERN_INFO "hex_dump: %05d|%-5d|%+d|%x|%#x|%o|%c|%%|%5s|%.2s\n", i, i, i, 255, 255, 8, 'c', "ab", "abcd");
	printk(KERN_INFO "hex_dump: %p %p\n", NULL, (void *)5);
	printk(KERN_INFO "hex_dump: %pK\n", NULL);
	printk(KERN_INFO "hex_dump: %u %lld %hhx %pUb\n", 4000000000U, -5LL, 0x1ff, bytes);
	printk(KERN_INFO "hex_dump: %*pbl\n", 16, (unsigned long[]){ 0xf0f1 });
	return 0;
}

static void __exit hex_dump_exit(void)
{
	printk(KERN_INFO "hex_dump: unloaded\n");
}

module_init(hex_dump_init);
module_exit(hex_dump_exit);
