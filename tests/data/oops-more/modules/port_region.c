// I/O ports and addresses are asked for before they are used: what is free, what
// belongs to somebody, what is part of a bus; and given back, once too often.
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/module.h>

static struct resource window = {
	.name = "window", .start = 0x30000000, .end = 0x3000ffff,
	.flags = IORESOURCE_MEM,
};

static void ask(const char *what, struct resource *res)
{
	if (res)
		pr_info("port_region: %s: %llx-%llx %s flags %lx\n", what,
			(u64)res->start, (u64)res->end, res->name, res->flags);
	else
		pr_info("port_region: %s: busy\n", what);
}

static int __init port_region_init(void)
{
	ask("free", request_region(0x6f0, 8, "port_region"));
	ask("inside", request_region(0x6f4, 2, "other"));
	ask("across", request_region(0x6e8, 16, "other"));
	ask("keyboard", request_region(0x60, 1, "other"));
	ask("dma", request_region(0x10, 4, "other"));
	ask("beyond", request_region(0xfff8, 16, "other"));
	ask("memory", request_mem_region(0x2000000000, 0x1000, "port_region"));
	ask("local apic", request_mem_region(0xfee00000, 0x100, "other"));
	pr_info("port_region: again %d\n",
		request_resource(&ioport_resource, &window));
	pr_info("port_region: reads %x %x %x\n", inb(0x6f0), inw(0x6f0),
		inl(0x6f4));
	outb(3, 0x6f0);
	return 0;
}

static void __exit port_region_exit(void)
{
	release_mem_region(0x2000000000, 0x1000);
	release_region(0x6f0, 4);
	release_region(0x6f0, 8);
	release_region(0x6f0, 8);
}

module_init(port_region_init);
module_exit(port_region_exit);
MODULE_LICENSE("GPL");
