/* scatterlists: chained ones, copies, and one with a page that is none */
#include <linux/scatterlist.h>
#include <linux/module.h>
#include <linux/slab.h>

static u8 out[10000];

static int __init scatter_init(void)
{
	struct sg_table table;
	struct scatterlist *sg, few[3];
	struct sg_mapping_iter miter;
	struct sg_page_iter piter;
	u8 *buffer = kmalloc(8192, GFP_KERNEL);
	int i, n = 0;

	for (i = 0; i < 8192; i++)
		buffer[i] = i * 7;
	pr_info("scatter: %d\n", sg_alloc_table(&table, 300, GFP_KERNEL));
	pr_info("scatter: %u %u, %d entries\n", table.nents, table.orig_nents,
		sg_nents(table.sgl));
	for_each_sg(table.sgl, sg, 300, i)
		sg_set_buf(sg, buffer + i * 27, 27);
	pr_info("scatter: %d %d\n", sg_nents_for_len(table.sgl, 28),
		sg_nents_for_len(table.sgl, 27 * 300 + 1));
	pr_info("scatter: last %d\n",
		sg_last(table.sgl, 300) == sg_last(table.sgl, 300));
	n = sg_copy_to_buffer(table.sgl, 300, out, sizeof(out));
	pr_info("scatter: %d, %d\n", n, memcmp(out, buffer, n));
	n = sg_pcopy_to_buffer(table.sgl, 300, out, 100, 8050);
	pr_info("scatter: %d, %d\n", n, memcmp(out, buffer + 8050, n));
	n = sg_zero_buffer(table.sgl, 300, 1000, 50);
	pr_info("scatter: %d, %d %d %d\n", n, buffer[49], buffer[50],
		buffer[1050]);
	sg_free_table(&table);

	sg_init_table(few, 3);
	sg_set_buf(&few[0], buffer + 4000, 200);
	sg_set_buf(&few[1], buffer + 100, 4096);
	sg_set_buf(&few[2], buffer, 1);
	sg_copy_from_buffer(few, 3, "hello", 5);
	pr_info("scatter: %.5s\n", buffer + 4000);
	n = 0;
	for_each_sg_page(few, &piter, 3, 0)
		n++;
	pr_info("scatter: %d pages\n", n);
	sg_miter_start(&miter, few, 3, SG_MITER_FROM_SG);
	while (sg_miter_next(&miter))
		pr_info("scatter: %zu at %lx\n", miter.length,
			(unsigned long)miter.addr & 0xfff);
	sg_miter_stop(&miter);
	sg_init_one(few, buffer, 64);
	kfree(buffer);
	sg_init_table(few, 2);
	few[1].page_link = 0x6000 | SG_CHAIN;
	pr_info("scatter: %d\n", sg_nents(few));
	return 0;
}
module_init(scatter_init);
MODULE_LICENSE("GPL");
